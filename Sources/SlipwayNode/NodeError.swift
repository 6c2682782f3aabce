/// What the daemon could not do: the operation, what it was about, and why.
struct NodeError: Error, CustomStringConvertible, Sendable {
    var operation: String
    var subject: String
    var cause: String

    init(_ operation: String, _ subject: String, _ cause: String) {
        self.operation = operation
        self.subject = subject
        self.cause = cause
    }

    var description: String { "cannot \(operation) \(subject): \(cause)" }
}
