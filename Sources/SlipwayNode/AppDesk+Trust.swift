import SlipwayControl
import SlipwayDeploy
import SlipwayModel
import SlipwaySystem

extension AppDesk {
    /// What is live is live, whatever the disk says to this; the next commit comes back to it.
    func raiseFloorOrLater() {
        do { try raiseFloor() } catch { log("its floor cannot be raised just now: \(error)") }
    }

    /// To the sequence of the release that is current, once it has been proven.
    private func raiseFloor() throws {
        guard let (generation, trust) = proven else { return }
        try FloorFile(configuration.layout, name, release: generation.release.name).raise(by: trust, generation.digest)
    }

    /// The one below which no release of that name is deployed, also where the disk does not tell of it yet.
    func floor(of release: String) throws -> Int? {
        let floor = try FloorFile(configuration.layout, name, release: release).read()
        guard let (generation, trust) = proven, generation.release.name == release else { return floor }
        return FloorPlan.next(floor: floor, trust: trust)
    }

    /// The release that is current and has been good, and why it is believed.
    private var proven: (LedgerState.Generation, ReleaseTrust)? {
        let state = ledger.state
        guard let current = state.current, let generation = state.generations[current], generation.standing == .good,
            var trust = TrustRecord.read(generation.digest, in: configuration.layout)
        else { return nil }
        trust.accepted += generation.grant?.accepted ?? []
        return (generation, trust)
    }

    /// What an operator let pass is said where operators look.
    func tellAccepted(_ transaction: Transaction, _ trust: ReleaseTrust) {
        guard let accepted = transaction.accepted else { return }
        let key = trust.keyName == nil ? trust.key.map { ", key \($0)" } ?? "" : ""
        let what = "deploy of \(transaction.release) by \(transaction.by): \(accepted.words)\(key)"
        events.record(.acted, app: name, generation: transaction.generation, what)
        log(what)
    }
}
