import ArgumentParser
import Glibc
import SlipwayControl
import SlipwayModel
import SlipwaySystem

struct LogsCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "logs", abstract: "What an app and its wrapper wrote.",
        discussion: "Example: slipway logs hello --follow --since 10m --root ~/node")

    @Argument(help: "The app.", completion: AppNames.completion) var app: String
    @Flag(name: .shortAndLong, help: "Go on with what comes, until Ctrl-C.") var follow = false
    @Option(help: ArgumentHelp("Not before this: 10m, 2d, or a moment in RFC 3339.", valueName: "time"))
    var since: String?
    @Option(help: ArgumentHelp("Lines of this generation only.", valueName: "n")) var generation: Int?
    @Option(name: .shortAndLong, help: "How many lines, at most 10000.") var lines: Int?
    @OptionGroup var node: NodeOptions
    @Flag(help: "Print one JSON document instead of words.") var json = false

    func validate() throws {
        if let lines, !(1...10_000).contains(lines) {
            throw ValidationError("--lines takes a number from 1 to 10000, not \(lines)")
        }
        if let generation, generation < 1 { throw ValidationError("\(generation) is no generation") }
        if follow, json { throw ValidationError("--json prints one document, and --follow has no end") }
    }

    func run() throws {
        let verb = NodeRequest.Verb.logs(
            app: app, lines: lines ?? (since == nil ? 100 : 10_000), follow: follow, since: try since.map(Moment.since),
            generation: generation)
        if follow { return try followed(verb) }
        var document = LogsDocument(app: app)
        _ = try node.ask(verb) { if case .line(let text) = $0 { document.lines.append(text) } }
        if json { return Terminal.answer(try JSONText.string(document, pretty: true)) }
        for line in document.lines { Terminal.answer(line) }
    }

    private struct Interrupted: Error {}

    private func followed(_ verb: NodeRequest.Verb) throws {
        let client: NodeClient
        do {
            client = try node.client()
        } catch let refusal as Refusal where refusal.code == .unreachable {
            return try unfollowed(verb)
        }
        let interrupts = try SignalSource([SIGINT, SIGTERM])
        do {
            try client.send(NodeRequest(verb))
            _ = try client.conclude(
                besides: interrupts.file,
                output: 1, interrupt: { throw Interrupted() }
            ) { try Self.show($0) }
        } catch is Interrupted {
            // The terminal has shown ^C in the middle of a line.
            if !interrupts.take().isEmpty, isatty(2) == 1 { Terminal.tell("") }
        }
    }

    /// Without a daemon what follows is read here, and Ctrl-C ends the program.
    private func unfollowed(_ verb: NodeRequest.Verb) throws {
        // It waits for the file alone, and has nothing to put away when nobody listens any more.
        try Threads.start {
            Terminal.awaitUnheard()
            Glibc.exit(0)
        }
        do {
            _ = try node.ask(verb) { try Self.show($0) }
        } catch is Interrupted {}
    }

    private static func show(_ reply: NodeReply) throws {
        guard case .line(let text) = reply else { return }
        Terminal.answer(text)
        if Terminal.isUnheard { throw Interrupted() }
    }
}
