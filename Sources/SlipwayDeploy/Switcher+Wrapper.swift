import SlipwayModel
import SlipwaySystem

/// What a switch has the wrapper do, and how it learns that it is done.
extension Switcher {
    /// Two processes at a time, never three: whatever is neither the old nor the new one ends first. A new one that has
    /// ended before, such as a warm one that died, is thereby forgotten and starts afresh.
    func start(_ open: LedgerState.Open) throws {
        let (new, old) = (open.transaction.generation, open.transaction.previous)
        let status = try slots.wait(until: Clock.monotonic() + 5000) { $0 }
        let isInTheWay = status?.slots.contains { $0.generation != new && $0.generation != old && $0.process != nil }
        if isInTheWay != false || status?.slot(new)?.process == nil {
            let others = SlotPlan.slots(open.transaction, open.machine).filter { $0.generation != new }
            try reach(open, others) { status in
                status.slots.allSatisfy { $0.generation == old || $0.process == nil } ? .there : nil
            }
        }
        try reach(open) { status in self.started(new, status) }
    }

    /// A wrapper that cannot even be started runs nothing, and finds in `want.json` that nothing shall.
    func end(_ generation: Int, _ open: LedgerState.Open) throws {
        do {
            try reach(open) { $0.slot(generation)?.process == nil ? .there : nil }
        } catch {
            let bytes = try? Files.read(app.status)
            let last = bytes.flatMap { try? JSONText.value(WrapperStatus.self, from: $0) }
            guard let process = last?.slot(generation)?.process, ProcessTable.identity(of: process.pid) == process
            else {
                return
            }
            throw error
        }
    }

    enum Arrival {
        case there
        case impossible(String, SwitchMachine.Blame)
    }

    /// Writes what the ledger wants now and waits until `look` finds it true, or never to become so.
    func reach(
        _ open: LedgerState.Open, _ plan: [Want.Slot]? = nil, _ look: @escaping (WrapperStatus) -> Arrival?
    ) throws {
        let rev = try want(plan ?? SlotPlan.slots(open.transaction, open.machine), holding: holds(open))
        try slots.apply()
        let deadline = Clock.monotonic() + patience(open)
        let answer = try slots.wait(until: deadline) { status in status.rev >= rev ? look(status) : nil }
        switch answer {
        case .there: return
        case .impossible(let reason, .release): throw ReleaseFault(reason)
        case .impossible(let reason, .node), .impossible(let reason, .person):
            throw DeployError("start", "generation \(open.transaction.generation)", reason)
        case nil: throw DeployError("wait for", "the wrapper", "the time was up")
        }
    }

    /// During a handover the socket is held although nobody runs.
    private func holds(_ open: LedgerState.Open) -> Bool {
        open.transaction.previousRan && open.transaction.mode != .stopStart
    }

    private func started(_ generation: Int, _ status: WrapperStatus) -> Arrival? {
        guard let slot = status.slot(generation) else { return nil }
        if slot.process != nil || slot.ready { return .there }
        // A process on its way out may have the port still.
        if status.slots.contains(where: { $0.phase == .stopping }) { return nil }
        // A port that is taken is the cause, the slot's own complaint the effect.
        if let trouble = status.trouble { return .impossible(trouble, .node) }
        if let complaint = slot.complaint { return .impossible(complaint, slot.isNodeFault ? .node : .release) }
        if let exit = slot.exits.last, slot.phase == .stopped, slot.incarnation == exit.incarnation {
            return .impossible("it ended at once: \(exit.how)", .release)
        }
        return nil
    }

    /// First the one that shall serve admits, then the other is parked: somebody always accepts.
    func admit(_ generation: Int, _ open: LedgerState.Open) throws {
        try reach(open) { status in
            guard let slot = status.slot(generation) else { return nil }
            if slot.admitting { return .there }
            if slot.ready, let complaint = slot.complaint { return .impossible(complaint, .release) }
            if slot.phase == .stopped || slot.phase == .failed, let exit = slot.exits.last {
                return .impossible("it ended: \(exit.how)", .release)
            }
            return nil
        }
        var last: WrapperStatus?
        let isAlone = try slots.wait(until: Clock.monotonic() + 5000) { status in
            last = status
            return status.slots.allSatisfy { $0.generation == generation || !$0.admitting } ? true : nil
        }
        // One that does not park when told is hung or worse; parked is what it shall be, so it is not started again.
        if isAlone == nil {
            for slot in last?.slots ?? [] where slot.generation != generation && slot.admitting {
                try slots.kill(slot, reason: "it did not park")
            }
        }
    }

    private func patience(_ open: LedgerState.Open) -> Int64 {
        var longest = 20_000
        for number in [open.transaction.generation, open.transaction.previous ?? 0] {
            guard let spec = try? generations.spec(number) else { continue }
            longest = max(longest, spec.stop.deadline.milliseconds + spec.stop.drain.milliseconds + 5000)
            longest = max(longest, spec.start.deadline.milliseconds + 5000)
        }
        return Int64(longest)
    }
}
