/// What `logs --json` prints.
package struct LogsDocument: Codable, Equatable, Sendable {
    package var schema = 1
    package var app: String
    package var lines: [String]
    package init(app: String, lines: [String] = []) {
        self.app = app
        self.lines = lines
    }
}

/// What `dump --json` prints.
package struct DumpDocument: Codable, Equatable, Sendable {
    package var schema = 1
    package var app: String
    package var kind: NodeRequest.DumpKind
    /// The threads as they were told; of a heap, where its file lies.
    package var lines: [String]
    package init(app: String, kind: NodeRequest.DumpKind, lines: [String] = []) {
        self.app = app
        self.kind = kind
        self.lines = lines
    }
}
