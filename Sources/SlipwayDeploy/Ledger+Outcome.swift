extension Ledger {
    /// How a switch ended, replayed from its events.
    package func outcome(of transaction: Int) -> SwitchMachine.Outcome {
        var machine: SwitchMachine?
        for entry in entries {
            if case .begun(let it) = entry.event, it.id == transaction { machine = SwitchMachine(ladder: it.ladder) }
            if case .step(transaction, let event) = entry.event { machine?.apply(event) }
        }
        return machine?.outcome ?? .stuck(reason: "the ledger does not tell the outcome")
    }
}
