import SlipwaySystem

/// What a wrapper could not do: which action, on what, and why; a sentence without full stop.
package struct SuperviseError: Error, Hashable, Sendable, CustomStringConvertible {
    package var operation: String
    package var subject: String
    package var cause: String

    package init(_ operation: String, _ subject: String, _ cause: String) {
        self.operation = operation
        self.subject = subject
        self.cause = cause
    }

    package var description: String { "cannot \(operation) \(subject): \(cause)" }

    /// Any error as one sentence.
    package static func sentence(_ error: any Error) -> String {
        switch error {
        case let error as SuperviseError: error.description
        case let error as SystemError: error.description
        case let error: "\(error)"
        }
    }
}
