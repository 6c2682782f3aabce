import SlipwayModel
import SlipwaySystem

/// What recovery has to do that a switch which nothing interrupts has behind it.
extension Switcher {
    /// After a boot the process that is to be tried has only just begun. One that does not tell when it is up gets its
    /// time to start, as it had at its gate; then its trial begins from zero.
    func letStart(_ open: LedgerState.Open) throws {
        let new = open.transaction.generation
        var service = try service(new)
        if service.sockets == .admitted { return }
        let slot = try slots.wait(until: Clock.monotonic() + 5000) { $0.slot(new) }
        guard let process = slot?.process, !isKnown(process, open) else { return }
        let left = ProcessTable.begun(process) + Int64(service.start.deadline.milliseconds) - Clock.monotonic()
        guard left > 0 else { return }
        service.start = ServiceSpec.Start(deadline: .milliseconds(Int(left)))
        _ = try health.gate(generation: new, service: service, again: true)
    }

    /// It ran already when this switch last went on.
    private func isKnown(_ process: ProcessIdentity, _ open: LedgerState.Open) -> Bool {
        let last = ledger.entries.last { entry in
            if case .step(open.transaction.id, _) = entry.event { return true }
            return false
        }
        guard let up = last?.up, up <= Clock.monotonic() else { return false }
        return ProcessTable.begun(process) <= up
    }
}
