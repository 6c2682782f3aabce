import SlipwayDeploy
import SlipwayModel

/// A generation that was made while the app was stopped is called good once it has started and is well.
extension AppDesk {
    func isUnproven(_ generation: Int) -> Bool { Self.isUnproven(generation, ledger.state) }

    /// Once, whoever sees it first. A full disk delays the line of history, no more.
    func prove(_ generation: Int) {
        ledger.appendOrHold(.proved(generation: generation)) { Self.isUnproven(generation, $0) }
    }

    private static func isUnproven(_ generation: Int, _ state: LedgerState) -> Bool {
        state.open == nil && state.current == generation && state.generations[generation]?.standing == .staged
    }
}

extension ServiceSpec {
    /// The checks that decide whether it runs well; the others only tell.
    var vital: [HealthCheck] { health.filter { $0.then == .restart } }
}
