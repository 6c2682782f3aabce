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
        text += back(line) ?? subject(line)
        text += " by \(line.by): \(line.outcome)"
        if let took = line.took { text += " after \(StepPrinter.duration(took))" }
        if let reason = line.reason { text += ": \(reason)" }
        return text
    }

    private static func subject(_ line: HistoryDocument.Line) -> String {
        (line.release.map { " \($0)" } ?? "") + (line.generation.map { " generation \($0)" } ?? "")
    }

    /// Of a rollback: ` hello 1.1.0 (2) → 1.0.0 (1)`.
    private static func back(_ line: HistoryDocument.Line) -> String? {
        guard line.what == "rollback", let from = line.from, let before = line.fromRelease,
            let generation = line.generation, let release = line.release
        else { return nil }
        let (old, new) = (before.split(separator: " "), release.split(separator: " "))
        let short = old.first == new.first ? new.dropFirst().joined(separator: " ") : release
        return " \(before) (\(from)) → \(short) (\(generation))"
    }
}
