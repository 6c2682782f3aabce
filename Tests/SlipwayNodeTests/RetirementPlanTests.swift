import SlipwayDeploy
import SlipwayModel
import SlipwayNode
import Testing

@Suite struct RetirementPlanTests {
    /// A ledger after so many good deploys, and after rolling back to a generation.
    private func state(deploys: Int, backTo: Int?) -> LedgerState {
        var events: [LedgerEvent] = []
        func add(_ transaction: Transaction) {
            events.append(.begun(transaction: transaction))
            events += transaction.ladder.map { .step(transaction: transaction.id, event: .done(rung: $0)) }
        }
        for number in 1...deploys { add(transaction(number, .deploy, number, number > 1 ? number - 1 : nil)) }
        if let backTo { add(transaction(deploys + 1, .rollback, backTo, deploys)) }
        return LedgerState(events.enumerated().map { LedgerEntry(seq: $0.offset + 1, at: 0, event: $0.element) })
    }

    private func transaction(_ id: Int, _ kind: Transaction.Kind, _ new: Int, _ old: Int?) -> Transaction {
        Transaction(
            id: id, kind: kind, generation: new, previous: old, previousRan: old != nil,
            release: ReleaseName(name: "shop", version: "1.\(new)"),
            digest: Digest(bytes: [UInt8](repeating: UInt8(new), count: 32)),
            configuration: Configuration(), mode: .overlap, by: "tester")
    }

    @Test(arguments: 1...8, 0...4)
    func theNewestStayAndWhatMustStayStays(_ deploys: Int, _ keep: Int) {
        for back in [nil] + (1...deploys).map(Optional.some) where back != deploys {
            let state = state(deploys: deploys, backTo: back)
            let retired = Set(RetirementPlan.retired(state, keep: keep))
            let must = Set([state.current, state.rollbackTarget, state.warm].compactMap { $0 })
            #expect(retired.isDisjoint(with: must))
            let kept = Set(state.generations.keys).subtracting(retired)
            #expect(kept.count == min(deploys, must.count + keep))
            // Of those that may go, none that stays is older than one that goes.
            if let oldest = kept.subtracting(must).min() { #expect(retired.allSatisfy { $0 < oldest }) }
        }
    }

    @Test func whatIsPinnedStays() {
        var state = state(deploys: 6, backTo: nil)
        #expect(RetirementPlan.retired(state, keep: 1) == [1, 2, 3])
        let pin = LedgerEvent.pinned(generation: 2, by: "tester")
        state.apply(LedgerEntry(seq: state.lastSeq + 1, at: 0, event: pin))
        #expect(RetirementPlan.retired(state, keep: 1) == [1, 3])
        let unpin = LedgerEvent.unpinned(generation: 2, by: "tester")
        state.apply(LedgerEntry(seq: state.lastSeq + 1, at: 0, event: unpin))
        #expect(RetirementPlan.retired(state, keep: 1) == [1, 2, 3])
    }

    /// Each deploy retires what its plan says, as the daemon does.
    @Test func onlyTheReleasesOfKeptGenerationsAreNeeded() {
        var state = LedgerState()
        var seq = 0
        func apply(_ event: LedgerEvent) {
            seq += 1
            state.apply(LedgerEntry(seq: seq, at: 0, event: event))
        }
        for number in 1...7 {
            let deploy = transaction(number, .deploy, number, number > 1 ? number - 1 : nil)
            apply(.begun(transaction: deploy))
            #expect(NeedPlan.releases(state).contains(deploy.digest))
            for rung in deploy.ladder { apply(.step(transaction: number, event: .done(rung: rung))) }
            for old in RetirementPlan.retired(state, keep: 2) { apply(.retired(generation: old)) }
        }
        #expect(state.generations.keys.sorted() == [4, 5, 6, 7])
        #expect(NeedPlan.releases(state) == Set((4...7).map { transaction($0, .deploy, $0, nil).digest }))
        // One that was taken back is needed no more; its generation is known for its reason.
        let bad = transaction(8, .deploy, 8, 7)
        apply(.begun(transaction: bad))
        apply(.step(transaction: 8, event: .failed(rung: .install, reason: "no room")))
        while let open = state.open, case .undo(let rung)? = open.machine.next {
            apply(.step(transaction: 8, event: .undone(rung: rung)))
        }
        #expect(state.open == nil && !NeedPlan.releases(state).contains(bad.digest))
        apply(.undeployed(by: "tester", purge: false))
        #expect(NeedPlan.releases(state).isEmpty)
    }
}
