import SlipwayDeploy
import SlipwayModel
import Testing

/// Draws the machine of one switch by asking it: each rung, where failure leads from there, and which generations are
/// wanted meanwhile.
struct SwitchDrawing {
    private let transaction: Transaction

    init(_ transaction: Transaction) { self.transaction = transaction }

    var text: String {
        let rows = transaction.ladder.indices.map(row)
        var lines = [Self.line("going up", "coming back", "wanted up", "wanted back")]
        lines.append(Self.line("begun", "reverted", "", ""))
        for (index, row) in rows.enumerated() {
            lines.append(Self.line("  ▼", "  ▲", "", ""))
            lines.append(Self.line(row.up + " ── failed ──▶", row.back, row.wantedUp, row.wantedBack))
            #expect(row.leadsTo == (index == 0 ? "reverted" : rows[index - 1].back))
        }
        lines.append(Self.line("  ▼", "", "", ""))
        lines.append(Self.line(after(transaction.ladder.count) == nil ? "committed" : "open", "", "", ""))
        return lines.map { String($0.reversed().drop { $0 == " " }.reversed()) }.joined(separator: "\n")
    }

    private struct Row {
        var up: String
        var back: String
        var leadsTo: String
        var wantedUp: String
        var wantedBack: String
    }

    /// The machine after so many rungs.
    private func climbed(_ count: Int) -> SwitchMachine {
        transaction.ladder.prefix(count).reduce(into: SwitchMachine(ladder: transaction.ladder)) {
            $0.apply(.done(rung: $1))
        }
    }

    private func after(_ count: Int) -> SwitchMachine.Action? { climbed(count).next }

    private func row(_ index: Int) -> Row {
        let up = climbed(index)
        guard case .perform(let rung) = up.next else {
            return Row(up: "?", back: "?", leadsTo: "?", wantedUp: "", wantedBack: "")
        }
        var back = up
        back.apply(.failed(rung: rung, reason: "…", blame: .release))
        var further = back
        further.apply(.undone(rung: rung))
        var worse = back
        worse.apply(.undoFailed(rung: rung, reason: "…"))
        let isStuckAtOnce = worse.outcome != nil
        let name = Self.name(back.next) + (isStuckAtOnce ? "" : " (goes on when it cannot)")
        return Row(
            up: rung.rawValue.padded(8), back: name, leadsTo: leading(further), wantedUp: wanted(up),
            wantedBack: wanted(back))
    }

    private func leading(_ machine: SwitchMachine) -> String {
        guard case .undo(let rung) = machine.next else {
            if case .reverted = machine.outcome { return "reverted" }
            return "?"
        }
        var worse = machine
        worse.apply(.undoFailed(rung: rung, reason: "…"))
        return Self.name(machine.next) + (worse.outcome != nil ? "" : " (goes on when it cannot)")
    }

    private static func name(_ action: SwitchMachine.Action?) -> String {
        switch action {
        case .undo(let rung): "undo \(rung.rawValue)"
        case .perform(let rung): rung.rawValue
        case nil: "end"
        }
    }

    private func wanted(_ machine: SwitchMachine) -> String {
        let new = transaction.generation
        let slots = SlotPlan.slots(transaction, machine).sorted { $0.generation != new && $1.generation == new }
        if slots.isEmpty { return "nobody" }
        return slots.map { "\($0.generation == new ? "new" : "old") \($0.state.rawValue)" }
            .joined(separator: ", ")
    }

    private static func line(_ up: String, _ back: String, _ wantedUp: String, _ wantedBack: String) -> String {
        up.padded(24) + back.padded(38) + wantedUp.padded(24) + wantedBack
    }
}

extension String {
    fileprivate func padded(_ width: Int) -> String {
        self + String(repeating: " ", count: max(0, width - count))
    }
}
