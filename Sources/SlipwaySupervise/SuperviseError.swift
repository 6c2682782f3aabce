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
        case is DecodingError: "it is not the JSON that was expected (\(detail(error)))"
        case let error: "\(error)"
        }
    }

    private static func detail(_ error: any Error) -> String {
        switch error as? DecodingError {
        case .typeMismatch(_, let place), .valueNotFound(_, let place), .keyNotFound(_, let place),
            .dataCorrupted(let place):
            let path = place.codingPath.map(\.stringValue).joined(separator: ".")
            return path.isEmpty ? place.debugDescription : "\(path): \(place.debugDescription)"
        case _: return "unknown"
        }
    }
}
