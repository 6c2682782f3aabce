import CSlipwayCrypto

/// The 64-byte BLAKE2b hash of a message (RFC 7693), which minisign signs in place of the message.
package enum BLAKE2b {
    package static func hash(_ message: [UInt8]) -> [UInt8] {
        var result = [UInt8](repeating: 0, count: 64)
        guard EVP_Digest(message, message.count, &result, nil, Library.blake2b, nil) == 1 else {
            preconditionFailure("no memory for a digest")
        }
        return result
    }
}
