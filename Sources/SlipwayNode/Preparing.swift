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
        try refuseWhenOpen()
        let present = state.current.flatMap { state.generations[$0] }
        let configuration = Configuration(
            overrides: (present?.configuration.overrides ?? [:]).merging(overrides) { $1 })
        try check(configuration, found.spec)
        if let present, present.digest == found.digest, present.configuration == configuration, runs {
            return nil
        }
        return try run(
            Transaction(
                id: state.lastTransaction + 1, kind: .deploy, generation: state.lastGeneration + 1,
                previous: state.current, previousRan: runs, release: found.name, digest: found.digest,
                configuration: configuration, mode: found.spec.switch.mode, by: by))
    }

    func rollback(to number: Int?) throws -> Transaction {
        let state = state
        try refuseWhenOpen()
        guard let target = number ?? state.rollbackTarget, let generation = state.generations[target] else {
            throw Refusal(
                .notFound,
                number.map { "\(desk.name) has no generation \($0)" }
                    ?? "\(desk.name) has no earlier good generation to go back to",
                hint: "see `slipway history \(desk.name)`")
        }
        guard generation.standing == .good else {
            throw Refusal(
                .notFound,
                "generation \(target) of \(desk.name) has never been good: \(generation.reason ?? "its switch did not end")",
                hint: "see `slipway history \(desk.name)`")
        }
        guard target != state.current else {
            throw Refusal(.usage, "generation \(target) of \(desk.name) is the present one")
        }
        let spec = try desk.generations.spec(target)
        return Transaction(
            id: state.lastTransaction + 1, kind: .rollback, generation: target, previous: state.current,
            previousRan: runs, release: generation.release, digest: generation.digest,
            configuration: generation.configuration, mode: spec.switch.mode, by: by)
    }

    private var runs: Bool { state.wish == .running && state.current != nil }

    private func refuseWhenOpen() throws {
        if let open = state.open {
            throw Refusal(
                .stuck, "an earlier switch of \(desk.name) to \(open.transaction.release) has not ended",
                hint: "restart the daemon, which finishes or undoes it: slipway node down, slipway node up")
        }
    }

    private func check(_ configuration: Configuration, _ spec: ServiceSpec) throws {
        for (key, value) in configuration.overrides where key.hasPrefix("listen.") {
            let name = key.dropFirst("listen.".count)
            guard spec.listen.contains(where: { $0.name == name }) else {
                throw Refusal(
                    .badInput, "\(spec.name) has no listener \(name)",
                    hint: "it has " + spec.listen.map { "listen.\($0.name)" }.joined(separator: ", "))
            }
            guard let port = Int(value), (1...65535).contains(port) else {
                throw Refusal(.badInput, "\(key)=\(value) is no port", hint: "give a number from 1 to 65535")
            }
        }
    }
}
