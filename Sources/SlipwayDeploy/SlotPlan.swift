package import SlipwayModel

/// Which generations shall run and how, derived from what the ledger says and from nothing else.
package enum SlotPlan {
    /// During a switch.
    package static func slots(_ transaction: Transaction, _ machine: SwitchMachine) -> [Want.Slot] {
        let new = transaction.generation
        let old = transaction.previousRan ? transaction.previous.flatMap { $0 == new ? nil : $0 } : nil
        let started = machine.reaches(.start)
        let admitted = machine.reaches(.admit)
        var slots: [Want.Slot] = []
        if started { slots.append(Want.Slot(generation: new, state: admitted ? .live : .parked)) }
        if let old {
            switch transaction.mode {
            case .overlap: slots.append(Want.Slot(generation: old, state: admitted ? .parked : .live))
            case .handover, .stopStart:
                if !machine.reaches(.yield) { slots.append(Want.Slot(generation: old, state: .live)) }
            }
        }
        return slots
    }

    /// Between switches.
    package static func slots(_ state: LedgerState) -> [Want.Slot] {
        guard state.wish == .running, let current = state.current else { return [] }
        var slots = [Want.Slot(generation: current, state: .live)]
        if let warm = state.warm, warm != current { slots.append(Want.Slot(generation: warm, state: .parked)) }
        return slots
    }
}
