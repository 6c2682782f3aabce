import ArgumentParser
import SlipwayControl
import SlipwayModel
import SlipwaySystem

/// What start, stop, restart and kill share: apps by name, one after the other.
struct AppsArgument: ParsableArguments {
    @Argument(help: "The apps.") var apps: [String]
    @OptionGroup var node: NodeOptions
    @OptionGroup var speech: SpeechOptions

    /// What `--json` prints: one row per app, as far as it came.
    private struct Document: Codable {
        struct Row: Codable {
            var app: String
            var outcome: String
            var code: Int32
            var sentence: String
            var hint: String?
        }
        var schema = 1
        var apps: [Row] = []
    }

    /// Stops at the first app that refuses; those before it have been done.
    func each(_ verb: (String) -> NodeRequest.Verb) throws {
        var document = Document()
        for app in apps {
            do {
                let sentence = try node.ask(verb(app))
                document.apps.append(Document.Row(app: app, outcome: "done", code: 0, sentence: sentence))
                if !speech.quiet, !speech.json { Terminal.answer(sentence) }
            } catch let refusal as Refusal where speech.json {
                document.apps.append(
                    Document.Row(
                        app: app, outcome: "failed", code: refusal.code.rawValue, sentence: refusal.sentence,
                        hint: refusal.hint))
                Terminal.answer(try JSONText.string(document, pretty: true))
                throw ArgumentParser.ExitCode(refusal.code.rawValue)
            }
        }
        if speech.json { Terminal.answer(try JSONText.string(document, pretty: true)) }
    }
}

struct StartCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "start", abstract: "Start apps and wait until they serve.",
        discussion: "Example: slipway start hello --root ~/node")
    @OptionGroup var apps: AppsArgument
    @Flag(help: "Return at once.") var noWait = false
    func run() throws { try apps.each { .start(app: $0, wait: !noWait) } }
}

struct StopCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "stop", abstract: "Drain and stop apps, and wait until they have ended.",
        discussion: "Example: slipway stop hello --root ~/node")
    @OptionGroup var apps: AppsArgument
    @Flag(help: "Return at once.") var noWait = false
    func run() throws { try apps.each { .stop(app: $0, wait: !noWait) } }
}

struct RestartCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "restart", abstract: "Stop and start apps; their sockets stay open, so clients wait.",
        discussion: "Example: slipway restart hello --root ~/node")
    @OptionGroup var apps: AppsArgument
    @Flag(help: "Return once they have stopped and are starting.") var noWait = false
    func run() throws { try apps.each { .restart(app: $0, wait: !noWait) } }
}

struct KillCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "kill", abstract: "End apps' processes at once, without draining; they stay stopped.",
        discussion: "Example: slipway kill hello --root ~/node")
    @OptionGroup var apps: AppsArgument
    func run() throws { try apps.each { .kill(app: $0) } }
}
