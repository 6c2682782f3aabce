package import SlipwayDeploy
package import SlipwayModel

/// Decides in which of its states an app is.
package enum StatusWord {
    /// `isSick`: its health checks have condemned it. `isUp`: its program has shown that it is started, as far as it can.
    package static func of(_ state: LedgerState, _ slot: WrapperStatus.Slot?, isSick: Bool, isUp: Bool) -> String {
        let isWanted = state.wish == .running && state.current != nil
        let word = word(slot, isWanted: isWanted, isSick: isSick, isUp: isUp)
        // What does not serve and is not going to be healed.
        let isDown = slot?.process == nil && word != "stopping"
        return state.isHeld && isWanted && isDown ? "held" : word
    }

    private static func word(_ slot: WrapperStatus.Slot?, isWanted: Bool, isSick: Bool, isUp: Bool) -> String {
        guard let slot, slot.process != nil || slot.phase != .stopped else { return isWanted ? "starting" : "stopped" }
        switch slot.phase {
        case .stopped: return "stopped"
        case .stopping: return "stopping"
        case .failed: return "failed"
        case .waiting, .starting: return "starting"
        case .running:
            if isSick { return "unresponsive" }
            return slot.ready && slot.admitting && isUp ? "active" : "starting"
        }
    }
}
