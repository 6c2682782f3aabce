import SlipwayControl
import SlipwayDeploy
import SlipwayModel
import SlipwaySystem

extension Conversation {
    /// Ends every process at once, then starts the present generation afresh. Its socket stays open meanwhile.
    func killstart(_ app: String, wait: Bool) throws -> String {
        try act("killstart", app) { desk in
            let current = try desk.generation(nil).number
            try self.requireSecrets(desk, current)
            try desk.requireWhole(current)
            let before = try self.slot(desk, current)?.incarnation
            try self.killAll(desk)
            if desk.ledger.state.wish != .running {
                try desk.ledger.append(.wished(wish: .running, by: self.by))
            }
            try desk.switcher { _ in }.settle(again: true)
            try desk.startWatch()
            desk.watch?.nudge()
            if !wait { return .done("\(app) is killed and starting") }
            let took = try self.awaitServing(desk, current, besides: before)
            return .done("\(app) is killed and active again after \(took.asDuration)")
        }
    }

    /// Nothing is wanted meanwhile, so that nothing is started again before all have ended.
    private func killAll(_ desk: AppDesk) throws {
        let running = try processes(desk)
        if running.isEmpty { return }
        do {
            try desk.switcher { _ in }.rest()
            for slot in running { try desk.link.kill(slot, reason: "killed by \(by)") }
            try awaitStopped(desk)
        } catch {
            // Half of it is a stop nobody asked for.
            try? desk.switcher { _ in }.settle()
            throw error
        }
    }
}
