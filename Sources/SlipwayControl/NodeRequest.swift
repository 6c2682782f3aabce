package import SlipwayModel

/// What a client asks of a node's daemon: the first and only line it sends. Descriptors travel beside it.
package struct NodeRequest: Codable, Equatable, Sendable {
    package enum Verb: Codable, Equatable, Sendable {
        /// The bundle is the one descriptor that comes with this line. `force`: also what has failed by its own
        /// fault; nil in requests of the first version.
        /// `accepting`: what an operator lets pass of it. `offset`: where the bundle begins in the file, in bytes; it
        /// ends with the file. The same in `plan` and `repair`.
        case deploy(
            app: String?, overrides: [String: String], force: Bool? = nil, accepting: [Acceptance]? = nil,
            offset: Int64? = nil)
        /// What that deploy would change; changes nothing. The bundle comes as a descriptor.
        case plan(
            app: String?, overrides: [String: String], force: Bool? = nil, accepting: [Acceptance]? = nil,
            offset: Int64? = nil)
        case rollback(app: String, to: Int?)
        /// A switch to the same release with other overrides.
        case configure(app: String, set: [String: String], unset: [String], force: Bool? = nil)
        case configuration(app: String)
        /// Undo the switch that runs now.
        case abort(app: String)
        case start(app: String, wait: Bool)
        case stop(app: String, wait: Bool)
        case restart(app: String, wait: Bool)
        /// SIGKILL; the app stays stopped.
        case kill(app: String)
        /// SIGKILL, then a fresh start.
        case killstart(app: String, wait: Bool)
        /// Do not heal it, until `unhold`.
        case hold(app: String)
        case unhold(app: String)
        case pin(app: String, generation: Int?)
        case unpin(app: String, generation: Int?)
        case undeploy(app: String, purge: Bool)
        /// nil: every app.
        case status(app: String?)
        case history(app: String)
        /// `since` in milliseconds since 1970; a `generation` keeps the lines of its slot only.
        case logs(app: String, lines: Int, follow: Bool, since: Int64?, generation: Int?)
        /// Threads arrive as lines; of a heap the path of the file is told.
        case dump(app: String, kind: DumpKind)
        /// nil: all of them, without their texts.
        case incidents(app: String, sequence: Int?)
        /// `since` in milliseconds since 1970; nil: every app.
        case events(app: String?, since: Int64?, lines: Int, follow: Bool)
        /// Prometheus text, as lines.
        case metrics
        /// nil: the present generation.
        case compare(app: String, from: Int?, to: Int?)
        case verify(app: String, generation: Int?)
        /// Put back what is damaged, from the bundle that comes as a descriptor.
        /// `accepting` as of a deploy.
        case repair(app: String, generation: Int?, accepting: [Acceptance]? = nil, offset: Int64? = nil)
        /// Remove releases and contents that no generation needs.
        case collect
        /// The text is the descriptor that comes with this line.
        case secretSet(name: String)
        case secretRemove(name: String)
        case secretList
        case node
        /// Switches of the whole node, by their names.
        case nodeSet(switches: [String: String])
        /// End the daemon; `stoppingApps` ends the apps as well.
        case shutDown(stoppingApps: Bool)
    }

    package enum DumpKind: String, Codable, Sendable { case threads, heap }

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
    case plan(PlanDocument)
    case difference(DifferenceDocument)
    case configuration(ConfigurationDocument)
    case verified(VerifyDocument)
    case collected(CollectDocument)
    case secrets(SecretsDocument)
    case incidents(IncidentsDocument)
    case incident(IncidentDocument)
    case event(EventDocument)
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
