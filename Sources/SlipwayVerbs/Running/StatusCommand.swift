import ArgumentParser
import SlipwayControl
import SlipwayModel
import SlipwaySystem

struct StatusCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "status", abstract: "What runs, since when, and why.",
        discussion: """
            All apps in a table, one of them in full. With an app's name the exit code is 0 when it is active and 3 \
            when it is not. Without a daemon the wrappers tell what they know.

            Example: slipway status hello --root ~/node --json
            """)

    @Argument(help: "One app; all of them without it.", completion: AppNames.completion) var app: String?
    @Flag(help: "Show it anew whenever something changes, until Ctrl-C.") var watch = false
    @OptionGroup var node: NodeOptions
    @OptionGroup var speech: SpeechOptions

    func validate() throws {
        if watch, speech.json { throw ValidationError("--json prints one document, and --watch has no end") }
    }

    func run() throws {
        if watch { return try StatusWatch(node, app: app).run() }
        let document = try Self.ask(node, app)
        if speech.json {
            Terminal.answer(try JSONText.string(document, pretty: true))
        } else if !speech.quiet {
            Self.lines(document, one: app != nil, node, now: Clock.wall()).forEach(Terminal.answer)
        }
        if app != nil, document.apps.first?.state != "active" {
            throw ArgumentParser.ExitCode(SlipwayModel.ExitCode.notActive.rawValue)
        }
    }

    static func ask(_ node: NodeOptions, _ app: String?) throws -> StatusDocument {
        var document: StatusDocument?
        _ = try node.ask(.status(app: app)) { if case .status(let it) = $0 { document = it } }
        guard let document else { throw Refusal(.unreachable, "the daemon told no status") }
        return document
    }

    static func lines(_ document: StatusDocument, one: Bool, _ node: NodeOptions, now: Int64) -> [String] {
        var lines: [String] = []
        if one {
            lines = document.apps.flatMap { StatusText.lines($0) }
        } else if document.apps.isEmpty {
            lines = ["no apps on \(document.node) yet"]
        } else {
            lines = StatusTable.lines(document.apps, now: now)
        }
        if document.daemon == "absent" {
            lines.append("slipwayd does not run, so health is not known; start it with: \(node.daemonStart)")
        }
        return lines
    }
}
