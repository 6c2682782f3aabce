import SlipwayControl
import SlipwayDeploy
import SlipwayModel
import SlipwaySystem

/// Tells a ledger as people ask for it: one line per switch or act, oldest first.
enum HistoryView {
    static func lines(_ entries: [LedgerEntry]) -> [HistoryDocument.Line] {
        var lines: [HistoryDocument.Line] = []
        var open: (index: Int, transaction: Transaction, machine: SwitchMachine, at: Int64)?
        for entry in entries {
            switch entry.event {
            case .begun(let transaction):
                lines.append(line(transaction, entry.at))
                open = (lines.count - 1, transaction, SwitchMachine(ladder: transaction.ladder), entry.at)
            case .step(let id, let event):
                guard var now = open, now.transaction.id == id else { continue }
                now.machine.apply(event)
                open = now
                guard let outcome = now.machine.outcome else { continue }
                end(&lines[now.index], outcome, entry.at - now.at)
                open = nil
            case .cooled(let generation, let reason):
                lines.append(act("cool", "slipwayd", entry.at, "\(reason)", generation))
            // The act that wished tells its own outcome.
            case .wished: break
            case .acted(let action, let by, let outcome, let detail):
                lines.append(act(action, by, entry.at, detail, nil, outcome: outcome))
            case .retired(let generation): lines.append(act("retire", "slipwayd", entry.at, nil, generation))
            case .held(let by): lines.append(act("hold", by, entry.at, nil, nil))
            case .unheld(let by): lines.append(act("unhold", by, entry.at, nil, nil))
            case .pinned(let generation, let by): lines.append(act("pin", by, entry.at, nil, generation))
            case .unpinned(let generation, let by): lines.append(act("unpin", by, entry.at, nil, generation))
            case .undeployed(let by, let purge):
                lines.append(act("undeploy", by, entry.at, purge ? "with its shared folders" : nil, nil))
            }
        }
        return lines
    }

    private static func line(_ transaction: Transaction, _ at: Int64) -> HistoryDocument.Line {
        var line = HistoryDocument.Line(
            at: Clock.text(at), what: transaction.kind.rawValue, by: transaction.by, outcome: "under way")
        line.generation = transaction.generation
        line.release = transaction.release.description
        line.digest = transaction.digest
        return line
    }

    private static func end(_ line: inout HistoryDocument.Line, _ outcome: SwitchMachine.Outcome, _ took: Int64) {
        line.took = took
        switch outcome {
        case .committed: line.outcome = "good"
        case .reverted(let reason):
            line.outcome = "reverted"
            line.reason = reason
        case .stuck(let reason):
            line.outcome = "stuck"
            line.reason = reason
        }
    }

    private static func act(
        _ what: String, _ by: String, _ at: Int64, _ reason: String?, _ generation: Int?,
        outcome: String = "done"
    ) -> HistoryDocument.Line {
        var line = HistoryDocument.Line(at: Clock.text(at), what: what, by: by, outcome: outcome)
        line.reason = reason
        line.generation = generation
        return line
    }
}
