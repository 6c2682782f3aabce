import SlipwayDeploy
import SlipwayModel

/// A transaction as tests need it.
func transaction(
    _ id: Int, to generation: Int, from previous: Int?, kind: Transaction.Kind = .deploy,
    mode: SwitchPolicy.Mode = .overlap, ran: Bool = true, steps: [SwitchStep.Moment]? = nil
) -> Transaction {
    Transaction(
        id: id, kind: kind, generation: generation, previous: previous, previousRan: ran && previous != nil,
        release: ReleaseName(name: "shop", version: "1.\(generation)"), digest: digest(generation),
        configuration: Configuration(), mode: mode, steps: steps, by: "tester")
}

func digest(_ number: Int) -> Digest {
    let hex = "0123456789abcdef"
    let digit = hex[hex.index(hex.startIndex, offsetBy: number % 16)]
    return Digest(hex: String(repeating: digit, count: 64)) ?? Digest(bytes: [UInt8](repeating: 0, count: 32))
}

/// A ledger's state after these events.
func state(_ events: [LedgerEvent]) -> LedgerState {
    LedgerState(events.enumerated().map { LedgerEntry(seq: $0.offset + 1, at: 0, event: $0.element) })
}

/// A switch that went well, as the ledger holds it.
func committed(_ transaction: Transaction) -> [LedgerEvent] {
    [.begun(transaction: transaction)]
        + transaction.ladder.map { .step(transaction: transaction.id, event: .done(rung: $0)) }
}
