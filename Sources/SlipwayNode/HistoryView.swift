package import SlipwayControl
package import SlipwayDeploy
package import SlipwayModel
import SlipwaySystem

/// Tells a ledger as people ask for it: one line per switch or act, oldest first.
package enum HistoryView {
    static func lines(of desk: AppDesk) -> [HistoryDocument.Line] {
        var known: [Digest: [String: String]] = [:]
        return lines(desk.ledger.entries) { digest, key in
            if known[digest] == nil {
                known[digest] = (try? ReleasedSettings.of(digest, desk.configuration.layout)) ?? [:]
            }
            return known[digest]?[key]
        }
    }

    /// `released`: what a release says of a key, where it is still known.
    package static func lines(
        _ entries: [LedgerEntry], released: (Digest, String) -> String?
    ) -> [HistoryDocument.Line] {
        var lines: [HistoryDocument.Line] = []
        var state = LedgerState()
        var open: (index: Int, transaction: Transaction, machine: SwitchMachine, begun: LedgerEntry)?
        for entry in entries {
            defer { state.apply(entry) }
            switch entry.event {
            case .begun(let transaction):
                let before = transaction.previous.flatMap { state.generations[$0] }
                lines.append(line(transaction, from: before, entry.at))
                if transaction.isNew {
                    let changes = changes(from: before?.configuration, transaction) { released(transaction.digest, $0) }
                    if !changes.isEmpty { lines[lines.count - 1].reason = changes.joined(separator: ", ") }
                }
                if let accepted = transaction.accepted {
                    let told = [lines[lines.count - 1].reason, accepted.words].compactMap(\.self)
                    lines[lines.count - 1].reason = told.joined(separator: ", ")
                }
                open = (lines.count - 1, transaction, SwitchMachine(ladder: transaction.ladder), entry)
            case .step(let id, let event):
                guard var now = open, now.transaction.id == id else { continue }
                now.machine.apply(event)
                open = now
                guard let outcome = now.machine.outcome else { continue }
                end(&lines[now.index], outcome, entry.time(since: now.begun), isQuiet: now.transaction.isQuiet)
                open = nil
            case .cooled(let generation, let reason):
                lines.append(act("cool", "slipwayd", entry.at, "\(reason)", generation))
            // The act that wished tells its own outcome.
            case .wished: break
            case .acted(let action, let by, let outcome, let detail):
                lines.append(act(action, by, entry.at, detail, nil, outcome: outcome))
            case .proved(let generation):
                lines.append(act("prove", "slipwayd", entry.at, "started and well", generation))
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

    private static func line(
        _ transaction: Transaction, from before: LedgerState.Generation?, _ at: Int64
    ) -> HistoryDocument.Line {
        var line = HistoryDocument.Line(
            at: Clock.text(at), what: transaction.kind.rawValue, by: transaction.by, outcome: "under way")
        line.generation = transaction.generation
        line.release = transaction.release.description
        line.from = before?.number
        line.fromRelease = before?.release.description
        line.digest = transaction.digest
        return line
    }

    private static func end(
        _ line: inout HistoryDocument.Line, _ outcome: SwitchMachine.Outcome, _ took: Int64?, isQuiet: Bool
    ) {
        line.took = took
        let why: String?
        switch outcome {
        case .committed: (line.outcome, why) = (isQuiet ? "done" : "good", nil)
        case .reverted(let reason): (line.outcome, why) = ("reverted", reason)
        case .stuck(let reason): (line.outcome, why) = ("stuck", reason)
        }
        let told = [line.reason, why].compactMap(\.self)
        line.reason = told.isEmpty ? nil : told.joined(separator: ": ")
    }

    /// `listen.http 8080 → 8081`, with secrets masked.
    private static func changes(
        from before: Configuration?, _ transaction: Transaction, _ released: (String) -> String?
    ) -> [String] {
        let old = before?.overrides ?? [:]
        let new = transaction.configuration.overrides
        return Set(old.keys).union(new.keys).sorted().compactMap { key in
            guard old[key] != new[key] else { return nil }
            // What a release says is masked already.
            let before = (old[key].map { SecretMask.shown($0, key: key) } ?? released(key)).map(text)
            let after = (new[key].map { SecretMask.shown($0, key: key) } ?? released(key)).map(text) ?? "as released"
            return before.map { "\(key) \($0) → \(after)" } ?? "\(key) → \(after)"
        }
    }

    /// A value as it fits into a line: cut, and between quotes where it would be misread.
    private static func text(_ value: String) -> String {
        let isPlain = !value.isEmpty && value.unicodeScalars.allSatisfy { $0.value >= 0x20 && $0.value != 0x7f }
        let cut = value.unicodeScalars.count > longest
        if isPlain { return cut ? String(String.UnicodeScalarView(value.unicodeScalars.prefix(longest))) + "…" : value }
        var result = "\""
        for scalar in value.unicodeScalars.prefix(longest) {
            switch scalar {
            case "\n": result += "\\n"
            case "\r": result += "\\r"
            case "\t": result += "\\t"
            case "\"", "\\": result += "\\" + String(scalar)
            case _ where scalar.value < 0x20 || scalar.value == 0x7f:
                result += "\\u{" + String(scalar.value, radix: 16) + "}"
            case _: result.unicodeScalars.append(scalar)
            }
        }
        return result + (cut ? "…\"" : "\"")
    }

    /// Characters of one value.
    private static let longest = 80

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
