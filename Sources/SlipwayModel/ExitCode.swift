/// What the programs exit with; the numbers are a promise (`docs/cli.md`).
package enum ExitCode: Int32, Codable, Sendable {
    case done = 0
    /// Failed, and what was live before is live still (or again).
    case failed = 1
    /// Failed and could not be undone: a person is needed.
    case stuck = 2
    case notActive = 3
    case usage = 64
    case badInput = 65
    case notFound = 66
    case unreachable = 69
    case noRoom = 73
    case busy = 75
    case notPermitted = 77
    case outcomeUnknown = 124
}

/// A failure as a person reads it: what, where, and how to mend it.
package struct Refusal: Error, Codable, Hashable, Sendable {
    package var code: ExitCode
    /// One sentence, lower case, no full stop.
    package var sentence: String
    package var hint: String?
    /// Evidence: log lines, probe history.
    package var detail: [String]

    package init(_ code: ExitCode, _ sentence: String, hint: String? = nil, detail: [String] = []) {
        self.code = code
        self.sentence = sentence
        self.hint = hint
        self.detail = detail
    }
}

extension Refusal: CustomStringConvertible {
    /// For logs and lists; what to do about it follows.
    package var description: String { hint.map { "\(sentence) (\($0))" } ?? sentence }
}
