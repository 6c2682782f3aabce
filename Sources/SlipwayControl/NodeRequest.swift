package import SlipwayModel

/// What a client asks of a node's daemon: the first and only line it sends. Descriptors travel beside it.
package struct NodeRequest: Codable, Equatable, Sendable {
    package enum Verb: Codable, Equatable, Sendable {
        /// The bundle is the one descriptor that comes with this line.
        case deploy(app: String?, overrides: [String: String])
        case rollback(app: String, to: Int?)
        case start(app: String, wait: Bool)
        case stop(app: String, wait: Bool)
        case restart(app: String, wait: Bool)
        /// SIGKILL; the wrapper starts it anew.
        case kill(app: String)
        /// nil: every app.
        case status(app: String?)
        case history(app: String)
        case logs(app: String, lines: Int)
        case node
        /// End the daemon; `stoppingApps` ends the apps as well.
        case shutDown(stoppingApps: Bool)
    }

    package var schema = 1
    package var verb: Verb
    package init(_ verb: Verb) { self.verb = verb }
}

/// What a daemon answers: any number of lines, the last of them `done` or `refused`.
package enum NodeReply: Codable, Equatable, Sendable {
    case step(StepReport)
    case line(text: String)
    case status(StatusDocument)
    case history(HistoryDocument)
    case node(NodeDocument)
    case done(sentence: String)
    case refused(Refusal)
}

/// One step of a running switch, as it begins and as it ends.
package struct StepReport: Codable, Equatable, Sendable {
    package enum Phase: String, Codable, Sendable { case begun, done, failed, undoing, undone, undoFailed, note }
    package var step: String
    package var phase: Phase
    package var detail: String?
    /// Milliseconds the step took, once it has ended.
    package var took: Int64?

    package init(step: String, phase: Phase, detail: String? = nil, took: Int64? = nil) {
        self.step = step
        self.phase = phase
        self.detail = detail
        self.took = took
    }
}
