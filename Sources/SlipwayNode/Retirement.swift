package import SlipwayDeploy
import SlipwayModel

/// Which generations' folders may go once a new one is good: never the present one, the one to go back to, a warm one,
/// and of the other good ones the newest `keep`.
package enum RetirementPlan {
    package static func retired(_ state: LedgerState, keep: Int) -> [Int] {
        var kept: Set<Int> = []
        if let current = state.current { kept.insert(current) }
        if let target = state.rollbackTarget { kept.insert(target) }
        if let warm = state.warm { kept.insert(warm) }
        if let open = state.open {
            kept.insert(open.transaction.generation)
            if let previous = open.transaction.previous { kept.insert(previous) }
        }
        let others = state.generations.values.filter { $0.standing == .good && !kept.contains($0.number) }
            .map(\.number).sorted(by: >)
        kept.formUnion(others.prefix(max(0, keep)))
        return state.generations.values.filter { $0.standing == .good && !kept.contains($0.number) }.map(\.number)
            .sorted()
    }
}

enum Retirement {
    /// A failure here costs room only, so it is told in the daemon's log and nowhere else.
    static func afterCommit(_ desk: AppDesk) {
        do {
            let state = desk.ledger.state
            guard let current = state.current else { return }
            let keep = try desk.generations.spec(current).keep
            for number in RetirementPlan.retired(state, keep: keep) {
                try desk.generations.remove(number)
                try desk.ledger.append(.retired(generation: number))
            }
        } catch {
            desk.log("cannot retire old generations: \(error)")
        }
    }
}
