package import SlipwayDeploy
import SlipwayModel
import SlipwaySystem

/// Which generations' folders may go once a new one is good: never the present one, the one to go back to, a warm or a
/// pinned one, and of the other good ones the newest `keep`.
package enum RetirementPlan {
    package static func retired(_ state: LedgerState, keep: Int) -> [Int] {
        var kept = state.pinned
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
        // A staged one was set aside by a later change of a stopped app's configuration, before it ever ran.
        return state.generations.values.filter {
            ($0.standing == .good || $0.standing == .staged) && !kept.contains($0.number)
        }.map(\.number).sorted()
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
                // In this order: a folder that nobody knows is swept later, one that is missed cannot be brought back.
                try desk.ledger.append(.retired(generation: number))
                try desk.generations.remove(number)
            }
        } catch {
            desk.log("cannot retire old generations: \(error)")
        }
    }

    /// Folders of generations that the ledger does not know.
    static func strangers(_ desk: AppDesk) -> [Int] {
        let state = desk.ledger.state
        guard state.open == nil else { return [] }
        return ((try? Files.names(in: desk.app.generations)) ?? []).compactMap { name in
            guard let number = Int(name.hasSuffix(".new") ? String(name.dropLast(4)) : name) else { return nil }
            let standing = state.generations[number]?.standing
            return standing == nil || standing == .bad ? number : nil
        }
    }

    /// Removes them. The desk is claimed.
    static func sweep(_ desk: AppDesk) {
        do {
            for number in strangers(desk) { try desk.generations.remove(number) }
        } catch {
            desk.log("cannot remove old generations: \(error)")
        }
    }
}
