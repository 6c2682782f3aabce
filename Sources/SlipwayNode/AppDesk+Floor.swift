import SlipwayDeploy
import SlipwayModel
import SlipwaySystem

extension AppDesk {
    /// What is live is live, whatever the disk says to this; the next deploy comes back to it before it is judged.
    func raiseFloorOrLater() {
        do { try raiseFloor() } catch { log("its floor cannot be raised just now: \(error)") }
    }

    /// To the sequence of the release that is current, once it has been proven.
    func raiseFloor() throws {
        let state = ledger.state
        guard let current = state.current, let generation = state.generations[current], generation.standing == .good,
            let trust = TrustRecord.read(generation.digest, in: configuration.layout)
        else { return }
        var reason = trust
        reason.accepted += generation.grant?.accepted ?? []
        try FloorFile(configuration.layout, name, release: generation.release.name).raise(by: reason, generation.digest)
    }
}
