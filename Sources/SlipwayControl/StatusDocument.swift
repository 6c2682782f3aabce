package import SlipwayModel

/// What `status --json` prints; its fields are a promise (`docs/json.md`).
package struct StatusDocument: Codable, Equatable, Sendable {
    package struct Probe: Codable, Equatable, Sendable {
        package var probe: String
        /// `pass`, `fail` or `no data`.
        package var verdict: String
        package var detail: String
        package init(probe: String, verdict: String, detail: String) {
            self.probe = probe
            self.verdict = verdict
            self.detail = detail
        }
    }

    package struct Listening: Codable, Equatable, Sendable {
        package var name: String
        package var port: Int
        package init(name: String, port: Int) {
            self.name = name
            self.port = port
        }
    }

    package struct App: Codable, Equatable, Sendable {
        package var name: String
        /// `stopped, starting, active, unresponsive, stopping, failed`.
        package var state: String
        package var generation: Int?
        /// `shop 1.4.2`.
        package var release: String?
        package var version: String?
        package var digest: Digest?
        package var pid: Int32?
        /// When the present state began, RFC 3339.
        package var since: String?
        package var restarts: Int
        /// How the last switch was made, and why when not as the recipe says.
        package var `switch`: String?
        package var switchReason: String?
        package var health: [Probe]
        package var listen: [Listening]
        /// The generation parked for a warm rollback.
        package var warm: Int?
        /// A switch under way: its present step.
        package var underWay: String?
        /// What is wrong, in words.
        package var cause: String?
        package var wrapperPid: Int32?

        package init(name: String, state: String) {
            self.name = name
            self.state = state
            restarts = 0
            health = []
            listen = []
        }
    }

    package var schema = 1
    package var node: String
    package var apps: [App]
    package init(node: String, apps: [App]) {
        self.node = node
        self.apps = apps
    }
}

/// What `history --json` prints.
package struct HistoryDocument: Codable, Equatable, Sendable {
    package struct Line: Codable, Equatable, Sendable {
        /// RFC 3339.
        package var at: String
        package var what: String
        package var generation: Int?
        package var release: String?
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

/// What `node status --json` prints.
package struct NodeDocument: Codable, Equatable, Sendable {
    package var schema = 1
    package var node: String
    package var root: String
    package var pid: Int32
    package var version: String
    /// RFC 3339.
    package var since: String
    package var apps: [String]
    package init(node: String, root: String, pid: Int32, version: String, since: String, apps: [String]) {
        self.node = node
        self.root = root
        self.pid = pid
        self.version = version
        self.since = since
        self.apps = apps
    }
}
