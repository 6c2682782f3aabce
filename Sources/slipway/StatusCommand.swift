import ArgumentParser
import SlipwayControl
import SlipwayModel
import SlipwaySystem

struct StatusCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "status", abstract: "What runs, since when, and why.",
        discussion: """
            With an app's name the exit code is 0 when it is active and 3 when it is not.

            Example: slipway status hello --root ~/node --json
            """)

    @Argument(help: "One app; all of them without it.") var app: String?
    @OptionGroup var node: NodeOptions
    @OptionGroup var speech: SpeechOptions

    func run() throws {
        var document: StatusDocument?
        _ = try node.ask(.status(app: app)) { if case .status(let it) = $0 { document = it } }
        guard let document else { throw Refusal(.unreachable, "the daemon told no status") }
        if speech.json {
            Terminal.answer(try JSONText.string(document, pretty: true))
        } else if !speech.quiet {
            if document.apps.isEmpty { Terminal.answer("no apps on \(document.node) yet") }
            for app in document.apps { StatusText.lines(app).forEach(Terminal.answer) }
        }
        if app != nil, document.apps.first?.state != "active" {
            throw ArgumentParser.ExitCode(SlipwayModel.ExitCode.notActive.rawValue)
        }
    }
}

/// One app's status in a few lines of at most 80 columns where its words allow.
enum StatusText {
    static func lines(_ app: StatusDocument.App) -> [String] {
        var first = "\(app.name)  \(mark(app.state))"
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
        if let mode = app.switch { lines.append("  last switch: \(mode)" + (app.switchReason.map { ", \($0)" } ?? "")) }
        if let warm = app.warm { lines.append("  generation \(warm) is kept warm for a rollback") }
        if let step = app.underWay { lines.append("  under way: \(step)") }
        if let cause = app.cause { lines.append("  " + cause) }
        return lines
    }

    private static func mark(_ state: String) -> String {
        switch state {
        case "active": Terminal.toned(state, .good, to: 1)
        case "failed", "unresponsive": Terminal.toned(state, .bad, to: 1)
        default: state
        }
    }
}
