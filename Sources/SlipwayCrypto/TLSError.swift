/// Why there is no TLS, in words.
package struct TLSError: Error, Hashable, Sendable, CustomStringConvertible {
    package var description: String
}
