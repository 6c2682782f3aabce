import SlipwayDeploy
import SlipwayModel
import SlipwaySystem

/// Turns a wish into a transaction: which generation, from which, in which mode, or that there is nothing to do.
/// Refuses what cannot go well before anything is changed.
struct Preparing {
    /// A release as far as it must be known before it is installed.
    struct Candidate {
        var release: ReleaseName
        var digest: Digest
        var spec: ServiceSpec
        /// Default properties by web app; empty where nothing is to be set.
        var properties: [String: [String: String]] = [:]
        /// What is let pass of it.
        var accepted: [Acceptance] = []
    }

    private let node: Node
    private let name: String
    private let desk: AppDesk?
    private let by: String
    let state: LedgerState

    /// For an app that need not be there yet.
    init(_ node: Node, _ name: String, _ desk: AppDesk?, by: String) {
        self.node = node
        self.name = name
        self.desk = desk
        self.by = by
        state = desk?.ledger.state ?? LedgerState()
    }

    init(_ node: Node, _ desk: AppDesk, by: String) { self.init(node, desk.name, desk, by: by) }

    var present: LedgerState.Generation? { state.current.flatMap { state.generations[$0] } }

    /// What a deploy runs with: what the node has set already, and what is set along with it.
    func configuration(_ found: Candidate, _ overrides: [String: String]) throws -> Configuration {
        let all = Configuration(overrides: (present?.configuration.overrides ?? [:]).merging(overrides) { $1 })
        try NodeSettings.check(overrides, found.spec, found.properties, command: node.configuration.command)
        if !overrides.isEmpty { try NodeSettings.checkTogether(found.spec.configured(by: all)) }
        return all
    }

    /// Exactly this release and configuration is live already, and whole.
    func isLive(_ found: Candidate, _ configuration: Configuration) -> Bool {
        guard let present, runs else { return false }
        return present.digest == found.digest && present.configuration == configuration && isWhole(present)
    }

    func look(_ found: Candidate, _ configuration: Configuration, generation: Int? = nil) -> Preflight.Verdict {
        Preflight(node, name, state).look(found.spec.configured(by: configuration), generation: generation)
    }

    /// What failed by its own fault would fail again.
    func condemnation(_ found: Candidate, _ configuration: Configuration) -> Refusal? {
        guard let bad = state.condemned(found.digest, configuration) else { return nil }
        let time = bad.failedAt.map { " at " + Clock.text($0) } ?? ""
        return Refusal(
            .failed,
            "\(found.release) with this configuration failed as generation \(bad.number)\(time): "
                + (bad.reason ?? "the reason is not known"),
            hint: "--force tries it again")
    }

    /// nil when there is nothing to do.
    func deploy(_ found: Candidate, _ overrides: [String: String], force: Bool) throws -> Transaction? {
        try desk?.refuseWhenOpen()
        let configuration = try configuration(found, overrides)
        if isLive(found, configuration) { return nil }
        if !force, let refusal = condemnation(found, configuration) { throw refusal }
        return try transaction(.deploy, state.lastGeneration + 1, found, configuration)
    }

    /// The same release with other settings; nil when they are what is set already. Unknown keys of `unset` are told.
    func configure(
        set: [String: String], unset: [String], force: Bool, note: (String) -> Void
    ) throws -> Transaction? {
        try desk?.refuseWhenOpen()
        guard let present, let installed = try installed(present) else {
            throw Refusal(
                .notFound, "\(name) has no release yet",
                hint: "deploy one: " + node.configuration.command("deploy REF --app \(name)"))
        }
        for key in unset where set[key] != nil {
            throw Refusal(.usage, "\(key) cannot be set and unset at once", hint: "name it once")
        }
        var overrides = present.configuration.overrides
        for key in Set(unset).sorted() where overrides.removeValue(forKey: key) == nil {
            note("\(key) is not set on this node; ignored")
        }
        let contents = try installed.contents(present.configuration, in: node.configuration.layout)
        let found = Candidate(
            release: present.release, digest: present.digest, spec: installed.spec, properties: contents.properties)
        overrides.merge(set) { $1 }
        try NodeSettings.check(set, found.spec, found.properties, command: node.configuration.command)
        let configuration = Configuration(overrides: overrides)
        try NodeSettings.checkTogether(found.spec.configured(by: configuration))
        if configuration == present.configuration { return nil }
        if !force, let refusal = condemnation(found, configuration) { throw refusal }
        return try transaction(.configure, state.lastGeneration + 1, found, configuration)
    }

    /// What an operator lets pass of a release before anything else is asked; refuses with 65 what nobody lets pass.
    func judge(_ found: Worker.Found, accepting: Set<Acceptance>) throws -> [Acceptance] {
        let release = found.name.name
        // An app that is gone has left its floor.
        let floor =
            try desk?.floor(of: release)
            ?? FloorFile(node.configuration.layout, name, release: release).read()
        let order = try FloorPlan.judge(
            name, floor: floor, sequence: found.trust.sequence, isKnown: state.known.contains(found.digest),
            accepting: accepting)
        return found.trust.accepted + order
    }

    func rollback(to number: Int?) throws -> Transaction {
        try desk?.refuseWhenOpen()
        let history = "see " + node.configuration.command("history \(name)")
        guard let target = number ?? state.rollbackTarget, let generation = state.generations[target] else {
            throw Refusal(
                .notFound,
                number.map { "\(name) has no generation \($0)" }
                    ?? "\(name) has no earlier good generation to go back to", hint: history)
        }
        guard target != state.current else {
            throw Refusal(.usage, "generation \(target) of \(name) is the present one")
        }
        guard generation.standing == .good else {
            let why =
                generation.reason ?? (generation.standing == .staged ? "it was never tried" : "its switch did not end")
            throw Refusal(.notFound, "generation \(target) of \(name) has never been good: \(why)", hint: history)
        }
        guard let installed = try installed(generation) else {
            throw Refusal(
                .badInput, "the files of \(generation.release) are gone from this node",
                hint: "deploy it from its bundle: " + node.configuration.command("deploy BUNDLE --app \(name)"))
        }
        let found = Candidate(release: generation.release, digest: generation.digest, spec: installed.spec)
        return try transaction(.rollback, target, found, generation.configuration)
    }

    private var runs: Bool { state.wish == .running && state.current != nil }

    private func transaction(
        _ kind: Transaction.Kind, _ generation: Int, _ found: Candidate, _ configuration: Configuration
    ) throws -> Transaction {
        var transaction = Transaction(
            id: state.lastTransaction + 1, kind: kind, generation: generation, previous: state.current,
            previousRan: runs, release: found.release, digest: found.digest, configuration: configuration,
            mode: found.spec.switch.mode, by: by)
        // They are made on the way to a release; the way back to one that has been good makes none.
        if transaction.isNew { transaction.steps = found.spec.steps?.map(\.at) }
        if !found.accepted.isEmpty { transaction.accepted = found.accepted }
        if let refusal = Preflight(node, name, state).impossible(found.spec.configured(by: configuration)) {
            throw refusal
        }
        // What starts nothing needs nothing yet.
        if transaction.isQuiet { return transaction }
        let verdict = look(found, configuration, generation: generation)
        if let first = verdict.obstacles.first {
            throw Refusal(
                first.code, first.sentence, hint: first.hint,
                detail: verdict.obstacles.dropFirst().map { "and " + $0.sentence })
        }
        (transaction.mode, transaction.modeReason) = (verdict.mode, verdict.modeReason)
        return transaction
    }

    private func installed(_ generation: LedgerState.Generation) throws -> InstalledRelease? {
        try InstalledRelease.reopen(generation.digest, in: node.configuration.layout)
    }

    /// A damaged one is deployed again, which mends it.
    private func isWhole(_ generation: LedgerState.Generation) -> Bool {
        (try? installed(generation)) ?? nil != nil
    }
}
