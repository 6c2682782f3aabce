import ArgumentParser
import SlipwayControl
import SlipwayModel
import SlipwaySystem

struct HistoryCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "history", abstract: "Who did what to an app, when, and how it ended.",
        discussion: "Oldest first.\n\nExample: slipway history hello --root ~/node")

    @Argument(help: "The app.", completion: AppNames.completion) var app: String
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
