import SlipwayDeploy
import SlipwayModel
import SlipwaySystem

extension AppDesk {
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
