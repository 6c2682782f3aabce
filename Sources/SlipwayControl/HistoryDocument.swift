package import SlipwayModel

/// What `history --json` prints.
package struct HistoryDocument: Codable, Equatable, Sendable {
    package struct Line: Codable, Equatable, Sendable {
        /// RFC 3339.
        package var at: String
        package var what: String
        package var generation: Int?
        package var release: String?
        /// The generation that was live before a switch, and its release.
        package var from: Int?
        package var fromRelease: String?
        package var digest: Digest?
        package var by: String
        /// `good`, `reverted`, `stuck`, `under way`, `done`.
        package var outcome: String
        package var reason: String?
        /// Milliseconds from begin to outcome.
        package var took: Int64?
        package init(at: String, what: String, by: String, outcome: String) {
            self.at = at
            self.what = what
            self.by = by
            self.outcome = outcome
        }
    }
    package var schema = 1
    package var app: String
    package var lines: [Line]
    package init(app: String, lines: [Line]) {
        self.app = app
        self.lines = lines
    }
}
