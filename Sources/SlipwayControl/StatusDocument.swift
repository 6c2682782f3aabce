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
        /// `stopped, starting, active, unresponsive, stopping, failed, held`.
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
        /// How the last switch was made, and why so.
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
        /// An operator has said `hold`: what ends is not started again.
        package var held: Bool
        /// Generations that retention leaves alone.
        package var pinned: [Int]
        /// Limits that this host does not let Slipway enforce, in words.
        package var unenforced: [String]
        /// The recipe's `order:`.
        package var order: Int

        package init(name: String, state: String) {
            self.name = name
            self.state = state
            restarts = 0
            health = []
            listen = []
            held = false
            pinned = []
            unenforced = []
            order = 10
        }
    }

    package var schema = 1
    package var node: String
    /// `running`, or `absent`: then health and history are not known, the rest is what the wrappers say.
    package var daemon: String
    package var apps: [App]
    package init(node: String, apps: [App], daemon: String = "running") {
        self.node = node
        self.daemon = daemon
        self.apps = apps
    }
}
