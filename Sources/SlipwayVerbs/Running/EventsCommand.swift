import ArgumentParser
import Glibc
import SlipwayControl
import SlipwayModel
import SlipwaySystem

struct EventsCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "events", abstract: "What has happened on a node: starts, exits, verdicts, alerts, incidents.",
        discussion: """
            Oldest first. With --json each event is one JSON document on a line of its own, also while more come.

            Example: slipway events hello --follow --since 10m --root ~/node
            """)

    @Argument(help: "The app; all of them without it.", completion: AppNames.completion) var app: String?
    @Flag(name: .shortAndLong, help: "Go on with what comes, until Ctrl-C.") var follow = false
    @Option(help: ArgumentHelp("Not before this: 10m, 2d, or a moment in RFC 3339.", valueName: "time"))
    var since: String?
    @Option(
        name: [.customShort("n"), .customLong("lines")],
        help: ArgumentHelp("How many events, at most 10000.", valueName: "n"))
    var lines: Int?
    @OptionGroup var node: NodeOptions
    @Flag(help: "Print JSON documents, one a line, instead of words.") var json = false

    func validate() throws {
        if let lines, !(1...10_000).contains(lines) {
            throw ValidationError("--lines takes a number from 1 to 10000, not \(lines)")
        }
    }

    func run() throws {
        let verb = NodeRequest.Verb.events(
            app: app, since: try since.map(Moment.since), lines: lines ?? (since == nil ? 100 : 10_000), follow: follow)
        guard follow else {
            _ = try node.ask(verb) { try show($0) }
            return
        }
        let client: NodeClient
        do {
            client = try node.client()
        } catch let refusal as Refusal where refusal.code == .unreachable {
            // What there is, and why nothing more can come.
            _ = try node.ask(verb) { try show($0) }
            return
        }
        let interrupts = try SignalSource([SIGINT, SIGTERM])
        do {
            try client.send(NodeRequest(verb))
            _ = try client.conclude(
                besides: interrupts.file, output: 1, interrupt: { throw Interrupted() }
            ) { try show($0) }
        } catch is Interrupted {
            // The terminal has shown ^C in the middle of a line.
            if !interrupts.take().isEmpty, isatty(2) == 1 { Terminal.tell("") }
        }
    }

    private struct Interrupted: Error {}

    private func show(_ reply: NodeReply) throws {
        guard case .event(let event) = reply else { return }
        Terminal.answer(json ? try JSONText.string(event) : Self.text(event))
        if follow, Terminal.isUnheard { throw Interrupted() }
    }

    /// `2026-11-21T21:02:56Z  shop (6)  heal: heap 98 % after collection`.
    static func text(_ event: EventDocument) -> String {
        let generation = event.generation.map { " (\($0))" } ?? ""
        let subject = event.app.map { "\($0)\(generation)  " } ?? ""
        let pid = event.pid.map { " pid \($0)" } ?? ""
        return "\(event.at)  \(subject)\(event.what.rawValue)\(pid)" + (event.detail.isEmpty ? "" : ": \(event.detail)")
    }
}
