import SlipwayDeploy
import SlipwayModel
import SlipwaySystem

/// Turns a wish into a transaction: which generation, from which, in which mode, or that there is nothing to do.
struct Preparing {
    private let desk: AppDesk
    private let by: String
    private var state: LedgerState { desk.ledger.state }

    init(_ desk: AppDesk, _ by: String) {
        self.desk = desk
        self.by = by
    }

    /// nil when exactly this release and configuration is live already.
    func deploy(
        _ found: Worker.Found, _ overrides: [String: String], _ run: (Transaction) throws -> String
    ) throws -> String? {
        let state = state
        try desk.refuseWhenOpen()
        let present = state.current.flatMap { state.generations[$0] }
        let configuration = Configuration(
            overrides: (present?.configuration.overrides ?? [:]).merging(overrides) { $1 })
        try NodeSettings.check(overrides, for: found.spec)
        if let present, present.digest == found.digest, present.configuration == configuration, runs, isWhole(present) {
            return nil
        }
        return try run(
            Transaction(
                id: state.lastTransaction + 1, kind: .deploy, generation: state.lastGeneration + 1,
                previous: state.current, previousRan: runs, release: found.name, digest: found.digest,
                configuration: configuration, mode: mode(found.spec).0, modeReason: mode(found.spec).1, by: by))
    }

    func rollback(to number: Int?) throws -> Transaction {
        let state = state
        try desk.refuseWhenOpen()
        guard let target = number ?? state.rollbackTarget, let generation = state.generations[target] else {
            throw Refusal(
                .notFound,
                number.map { "\(desk.name) has no generation \($0)" }
                    ?? "\(desk.name) has no earlier good generation to go back to",
                hint: "see " + desk.configuration.command("history \(desk.name)"))
        }
        guard generation.standing == .good else {
            throw Refusal(
                .notFound,
                "generation \(target) of \(desk.name) has never been good: \(generation.reason ?? "its switch did not end")",
                hint: "see " + desk.configuration.command("history \(desk.name)"))
        }
        guard target != state.current else {
            throw Refusal(.usage, "generation \(target) of \(desk.name) is the present one")
        }
        guard try InstalledRelease.reopen(generation.digest, in: desk.configuration.layout) != nil else {
            throw Refusal(
                .badInput, "the files of \(generation.release) are gone from this node",
                hint: "deploy it from its bundle: " + desk.configuration.command("deploy BUNDLE --app \(desk.name)"))
        }
        let spec = try desk.generations.spec(target)
        return Transaction(
            id: state.lastTransaction + 1, kind: .rollback, generation: target, previous: state.current,
            previousRan: runs, release: generation.release, digest: generation.digest,
            configuration: generation.configuration, mode: mode(spec).0, modeReason: mode(spec).1, by: by)
    }

    private var runs: Bool { state.wish == .running && state.current != nil }

    /// Handover when either side asks for it: one that cannot run twice cannot run beside the other either.
    private func mode(_ spec: ServiceSpec) -> (SwitchPolicy.Mode, String?) {
        guard spec.switch.mode == .overlap, runs, let current = state.current,
            let old = try? desk.generations.spec(current), old.switch.mode == .handover
        else { return (spec.switch.mode, nil) }
        return (.handover, "the release before it cannot run beside another")
    }

    /// A damaged one is deployed again, which mends it.
    private func isWhole(_ generation: LedgerState.Generation) -> Bool {
        (try? InstalledRelease.reopen(generation.digest, in: desk.configuration.layout)) ?? nil != nil
    }
}
