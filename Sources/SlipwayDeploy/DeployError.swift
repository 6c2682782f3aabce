/// What went wrong while installing or switching: the operation, what it was about, and why.
package struct DeployError: Error, CustomStringConvertible, Sendable {
    package var operation: String
    package var subject: String
    package var cause: String

    package init(_ operation: String, _ subject: String, _ cause: String) {
        self.operation = operation
        self.subject = subject
        self.cause = cause
    }

    package var description: String { "cannot \(operation) \(subject): \(cause)" }
}
