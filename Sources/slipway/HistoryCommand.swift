import ArgumentParser
import SlipwayControl
import SlipwayModel
import SlipwaySystem

struct HistoryCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "history", abstract: "Who did what to an app, when, and how it ended.",
        discussion: "Example: slipway history hello --root ~/node")

    @Argument var app: String
    @OptionGroup var node: NodeOptions
    @OptionGroup var speech: SpeechOptions

    func run() throws {
        var document: HistoryDocument?
        _ = try node.ask(.history(app: app)) { if case .history(let it) = $0 { document = it } }
        guard let document else { throw Refusal(.unreachable, "the daemon told no history") }
        if speech.json { return Terminal.answer(try JSONText.string(document, pretty: true)) }
        for line in document.lines { Terminal.answer(Self.text(line)) }
    }

    private static func text(_ line: HistoryDocument.Line) -> String {
        var text = "\(line.at)  \(line.what)"
        if let release = line.release { text += " \(release)" }
        if let generation = line.generation { text += " generation \(generation)" }
        text += " by \(line.by): \(line.outcome)"
        if let took = line.took { text += " after \(StepPrinter.duration(took))" }
        if let reason = line.reason { text += ": \(reason)" }
        return text
    }
}

struct LogsCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "logs", abstract: "The last lines an app and its wrapper wrote.",
        discussion: "Example: slipway logs hello --lines 50 --root ~/node")

    @Argument var app: String
    @Option(name: .shortAndLong, help: "How many lines, at most 10000.") var lines = 100
    @OptionGroup var node: NodeOptions
    @Flag(help: "Print one JSON document instead of words.") var json = false

    private struct Document: Codable {
        var schema = 1
        var app: String
        var lines: [String] = []
    }

    func validate() throws {
        guard (1...10_000).contains(lines) else { throw ValidationError("--lines takes a number from 1 to 10000") }
    }

    func run() throws {
        var document = Document(app: app)
        _ = try node.ask(.logs(app: app, lines: lines, follow: false, since: nil, generation: nil)) {
            if case .line(let text) = $0 { document.lines.append(text) }
        }
        if json { return Terminal.answer(try JSONText.string(document, pretty: true)) }
        for line in document.lines { Terminal.answer(line) }
    }
}
