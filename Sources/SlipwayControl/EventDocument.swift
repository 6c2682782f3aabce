/// One thing that has happened on a node: a line of `events.jsonl`, and what `events --json` prints.
package struct EventDocument: Codable, Equatable, Sendable {
    package enum What: String, Codable, Sendable, CaseIterable {
        case daemonStarted = "daemon-started"
        case daemonEnded = "daemon-ended"
        case wrapperLost = "wrapper-lost"
        case wrapperStarted = "wrapper-started"
        case wrapperUpgraded = "wrapper-upgraded"
        /// A process of an app.
        case started, ready, exited
        /// A check has failed often enough, and has passed often enough again.
        case unhealthy, healthy
        case alert
        case alertOver = "alert-over"
        /// A sick process is ended, so that another takes its place.
        case heal
        case incident
        /// The restart budget is used up.
        case failed
        /// A verb or a switch and its outcome, as `history` has it.
        case acted
        /// Lines of the log were lost.
        case logLost = "log-lost"
        /// The Java VM has thrown the class-data archive away that it was given.
        case archiveRefused = "archive-refused"
    }

    package var schema = 1
    /// Grows by one with each event of the node.
    package var sequence: Int
    /// RFC 3339.
    package var at: String
    package var what: What
    package var app: String?
    package var generation: Int?
    package var pid: Int32?
    package var detail: String

    package init(sequence: Int, at: String, what: What, app: String?, detail: String) {
        self.sequence = sequence
        self.at = at
        self.what = what
        self.app = app
        self.detail = detail
    }
}
