import ArgumentParser
import SlipwayControl
import SlipwayModel

/// What start, stop, restart and kill share: apps by name, one after the other.
struct AppsArgument: ParsableArguments {
    @Argument(help: "The apps.") var apps: [String]
    @OptionGroup var node: NodeOptions
    @OptionGroup var speech: SpeechOptions

    func each(_ verb: (String) -> NodeRequest.Verb) throws {
        for app in apps {
            let sentence = try node.ask(verb(app))
            if !speech.quiet { Terminal.answer(sentence) }
        }
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
    @Flag(help: "Return at once.") var noWait = false
    func run() throws { try apps.each { .restart(app: $0, wait: !noWait) } }
}

struct KillCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "kill", abstract: "End apps' processes at once; their wrappers start them again.",
        discussion: "Example: slipway kill hello --root ~/node")
    @OptionGroup var apps: AppsArgument
    func run() throws { try apps.each { .kill(app: $0) } }
}
