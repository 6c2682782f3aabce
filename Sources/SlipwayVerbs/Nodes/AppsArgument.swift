import ArgumentParser
import SlipwayControl
import SlipwayModel
import SlipwaySystem

/// What start, stop, restart, kill, killstart, hold and unhold share: apps by name or all of them, one after the other.
struct AppsArgument: ParsableArguments {
    @Argument(help: "The apps.", completion: AppNames.completion) var apps: [String] = []
    @Flag(help: "Every app of the node, by the `order` of their recipes.") var all = false
    @OptionGroup var node: NodeOptions
    @OptionGroup var speech: SpeechOptions

    enum Direction { case ascending, descending }

    func validate() throws {
        if apps.isEmpty, !all { throw ValidationError("Name one app or more, or give --all") }
        if !apps.isEmpty, all { throw ValidationError("Name apps or give --all, not both") }
    }

    /// One that refuses does not keep the rest from being done; the exit code is then the worst there was.
    func each(_ direction: Direction = .ascending, _ verb: (String) -> NodeRequest.Verb) throws {
        let names = all ? try everyApp(direction) : apps
        if names.isEmpty, !speech.json { return Terminal.answer("no apps on this node yet") }
        let printer = StepPrinter(quiet: speech.quiet || speech.json)
        var document = RunDocument()
        var failures: [Refusal] = []
        for name in names {
            do {
                let sentence = try node.ask(verb(name)) { Self.show($0, printer) }
                document.apps.append(RunDocument.Row(app: name, done: sentence))
                if !speech.quiet, !speech.json { Terminal.answer(sentence) }
            } catch let refusal as Refusal {
                document.apps.append(RunDocument.Row(app: name, refusal))
                failures.append(refusal)
                if !speech.json { Terminal.complain(refusal) }
            }
            printer.close()
        }
        if speech.json { Terminal.answer(try JSONText.string(document, pretty: true)) }
        if let worst = failures.map(\.code).max(by: { Self.gravity($0) < Self.gravity($1) }) {
            throw ArgumentParser.ExitCode(worst.rawValue)
        }
    }

    private static func show(_ reply: NodeReply, _ printer: StepPrinter) {
        if case .step(let report) = reply { printer.show(report) }
    }

    /// Those of one order by name.
    private func everyApp(_ direction: Direction) throws -> [String] {
        var apps: [StatusDocument.App] = []
        _ = try node.ask(.status(app: nil)) { if case .status(let it) = $0 { apps = it.apps } }
        // What was never deployed to its end has nothing to run.
        let ascending = apps.filter { $0.generation != nil }.sorted { ($0.order, $0.name) < ($1.order, $1.name) }.map(
            \.name)
        switch direction {
        case .ascending: return ascending
        case .descending: return ascending.reversed()
        }
    }

    private static func gravity(_ code: SlipwayModel.ExitCode) -> Int {
        switch code {
        case .stuck: 9
        case .outcomeUnknown: 8
        case .failed: 7
        case .noRoom: 6
        case .unreachable: 5
        case .notPermitted: 4
        case .busy: 3
        case .notFound, .badInput, .usage: 2
        case .notActive: 1
        case .done: 0
        }
    }
}
