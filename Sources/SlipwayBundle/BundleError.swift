/// What could not be done while sealing or reading a release, for no fault of what it was given.
package struct BundleError: Error, Hashable, Sendable, CustomStringConvertible {
    package var operation: String
    package var subject: String
    package var cause: String

    init(_ operation: String, _ subject: String, _ cause: String) {
        self.operation = operation
        self.subject = subject
        self.cause = cause
    }

    package var description: String { "cannot \(operation) \(subject): \(cause)" }
}
