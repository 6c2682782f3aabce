package import SlipwayModel

/// What `status --json` prints; its fields are a promise (`docs/json.md`).
package struct StatusDocument: Codable, Equatable, Sendable {
    package struct Probe: Codable, Equatable, Sendable {
        package var probe: String
        /// `pass`, `fail` or `no data`.
        package var verdict: String
        package var detail: String
        /// Milliseconds the last ask took; nil before there was one.
        package var took: Int64?
        /// RFC 3339: since when it has had this verdict.
        package var since: String?
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
        /// Why the release is believed; nil before there is one, and of one installed by an earlier version.
        package var trust: ReleaseTrust?
        /// Who has let pass what `trust.accepted` names, and when (RFC 3339).
        package var acceptedBy: String?
        package var acceptedAt: String?
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
        /// What its process uses; nil while there is none.
        package var metrics: Metrics?
        /// Checks that have failed often enough and only alert, in words.
        package var alerts: [String]
        /// Incidents kept, and the latest in words.
        package var incidents: Int
        package var lastIncident: String?
        /// Lines of its log that were lost since its wrapper began.
        package var logLost: Int
        /// nil for a program without one.
        package var warmStart: WarmStart?

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
            alerts = []
            incidents = 0
            logLost = 0
        }
    }

    /// What an app's program has of the class-data archive of its release.
    package struct WarmStart: Codable, Equatable, Sendable {
        package enum State: String, Codable, Sendable {
            /// By the process that runs.
            case used
            /// It is there for the next start.
            case ready
            case making
            /// The Java VM has thrown it away.
            case refused
            /// It cannot be made.
            case failed
            case off
            /// There is none.
            case none
        }

        package var state: State
        /// That the process has taken from it.
        package var classes: Int?
        /// In words: why it is so; of `ready`, why the one before was thrown away.
        package var cause: String?
        package init(_ state: State, _ cause: String? = nil) {
            self.state = state
            self.cause = cause
        }
    }

    /// What one app's process uses.
    package struct Metrics: Codable, Equatable, Sendable {
        /// Bytes that nobody shares with it, and all that are in memory.
        package var privateBytes: Int64?
        package var residentBytes: Int64?
        /// Seconds of processor time since it began, and hundredths of one processor since the last look.
        package var cpuSeconds: Double?
        package var cpuPercent: Double?
        package var threads: Int?
        package var openFiles: Int?
        package var uptimeSeconds: Double?
        /// Of the Java VM, in bytes: in use, at most, and in use after the latest full collection.
        package var heapUsed: Int64?
        package var heapMax: Int64?
        package var heapAfterCollection: Int64?
        /// Hundredths of the time since the last look that the collector took.
        package var collectorPercent: Double?
        package var collections: Int64?
        package var javaThreads: Int?
        package var classes: Int?
        package init() {}
    }

    /// How the node's host is.
    package struct Host: Codable, Equatable, Sendable {
        package var load1: Double?
        package var processors: Int?
        package var memoryTotal: Int64?
        package var memoryAvailable: Int64?
        /// Bytes and inodes left where the node lies.
        package var diskTotal: Int64?
        package var diskFree: Int64?
        package var inodesFree: Int64?
        package init() {}
    }

    package var schema = 1
    package var node: String
    /// `running`, or `absent`: then health and history are not known, the rest is what the wrappers say.
    package var daemon: String
    package var apps: [App]
    package var host: Host?
    package init(node: String, apps: [App], daemon: String = "running") {
        self.node = node
        self.daemon = daemon
        self.apps = apps
    }
}
