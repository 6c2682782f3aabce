import SlipwayControl
import SlipwayModel

/// One app's status in full, in lines of at most 80 columns where its words allow.
enum StatusText {
    static func lines(_ app: StatusDocument.App) -> [String] {
        var first = "\(app.name)  \(mark(app.state, app.state))"
        if let release = app.release, let generation = app.generation {
            first += "  \(release), generation \(generation)"
        }
        var lines = [first]
        var facts: [String] = []
        if let pid = app.pid { facts.append("pid \(pid)") }
        if let since = app.since { facts.append("since \(since)") }
        facts += app.listen.map { "\($0.name) on port \($0.port)" }
        if app.restarts > 0 { facts.append("restarts \(app.restarts)") }
        if !facts.isEmpty { lines.append("  " + facts.joined(separator: ", ")) }
        for probe in app.health { lines.append("  \(probe.probe): \(probe.verdict), \(probe.detail)") }
        if let trust = app.trust { lines.append("  trust: " + words(trust, app)) }
        if let mode = app.switch { lines.append("  last switch: \(mode)" + (app.switchReason.map { ", \($0)" } ?? "")) }
        if let warm = app.warm { lines.append("  generation \(warm) is kept warm for a rollback") }
        if let warm = app.warmStart { lines.append("  warm start: " + words(warm)) }
        if !app.pinned.isEmpty { lines.append("  " + pinned(app.pinned)) }
        for limit in app.unenforced { lines.append("  not enforced: \(limit)") }
        if app.held { lines.append("  held: what ends is not started again, until unhold") }
        if let step = app.underWay { lines.append("  under way: \(step)") }
        for alert in app.alerts { lines.append("  alert: \(alert)") }
        if let cause = app.cause, !app.alerts.contains(cause) { lines.append("  " + cause) }
        if let incident = app.lastIncident { lines.append("  last incident: \(incident)") }
        if app.logLost > 0 { lines.append("  lines of the log that were lost: \(app.logLost)") }
        return lines
    }

    /// `signed by ada (0123456789ABCDEF), sequence 17`, or what was let pass and by whom.
    private static func words(_ trust: ReleaseTrust, _ app: StatusDocument.App) -> String {
        var words: [String] = []
        if let key = trust.key {
            let name = trust.keyName ?? ""
            words.append("signed by " + (name.isEmpty ? key : "\(name) (\(key))"))
        }
        if let sequence = trust.sequence { words.append("sequence \(sequence)") }
        if !trust.accepted.isEmpty {
            let deploy = app.acceptedAt.map { " (deploy of \($0))" } ?? ""
            words.append(trust.accepted.words + (app.acceptedBy.map { " by \($0)" } ?? "") + deploy)
        }
        return words.joined(separator: ", ")
    }

    private static func words(_ warm: StatusDocument.WarmStart) -> String {
        let cause = warm.cause ?? "no cause known"
        return switch warm.state {
        case .used: warm.classes.map { "\(grouped($0)) classes from the archive" } ?? "with the archive, \(cause)"
        case .ready:
            "the archive is there for the next start"
                + (warm.cause.map { ", made anew; the one before was refused: \($0)" } ?? "")
        case .making: "no archive yet: it is being made"
        case .refused: "archive refused: \(cause)"
        case .failed: "no archive: it cannot be made: \(cause)"
        case .off: cause
        case .none: "no archive: \(cause)"
        }
    }

    /// `2,914`
    private static func grouped(_ number: Int) -> String {
        var text = ""
        for (index, digit) in String(number).reversed().enumerated() {
            if index > 0, index % 3 == 0 { text.append(",") }
            text.append(digit)
        }
        return String(text.reversed())
    }

    private static func pinned(_ generations: [Int]) -> String {
        let numbers = generations.map(String.init).joined(separator: ", ")
        return generations.count == 1 ? "generation \(numbers) is pinned" : "generations \(numbers) are pinned"
    }

    /// `text` in the colour of a state.
    static func mark(_ text: String, _ state: String) -> String {
        switch state {
        case "active": Terminal.toned(text, .good, to: 1)
        case "failed", "unresponsive": Terminal.toned(text, .bad, to: 1)
        case "held", "stopped": Terminal.toned(text, .faint, to: 1)
        default: text
        }
    }
}
