import ArgumentParser
import SlipwayControl
import SlipwayModel
import SlipwaySystem

struct DeployCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "deploy", abstract: "Bring a release live, or back again when it is not healthy.",
        discussion: """
            Verifies and installs the release, starts it parked beside the one that serves, asks its health on a private
            port, admits clients to it, and watches it for the trial window. Whatever fails is undone in reverse order.

            Example: slipway deploy hello:1.0.0 --root ~/node --set listen.http=8081
            """)

    @Argument(help: "A bundle file, name[:version] in the store, or sha256:….")
    var ref: String

    @Option(help: "The app's name on the node; the release's own by default.")
    var app: String?

    @Option(
        name: .customLong("set"),
        help: ArgumentHelp("Override listen.NAME, jvm.heap, env.NAME or a property for this app.", valueName: "k=v"))
    var settings: [String] = []

    @Option(help: ArgumentHelp("The store; ~/.local/share/slipway by default.", valueName: "dir"))
    var store: String?

    @OptionGroup var node: NodeOptions
    @OptionGroup var speech: SpeechOptions

    func run() throws {
        var overrides: [String: String] = [:]
        for setting in settings {
            guard let equals = setting.firstIndex(of: "="), equals != setting.startIndex else {
                throw Refusal(.usage, "--set \(setting) is not of the form key=value")
            }
            overrides[String(setting[..<equals])] = String(setting[setting.index(after: equals)...])
        }
        // A missing daemon is told before a large release is written out for it.
        _ = try node.client()
        let bundle = try ReleaseSource(storeFolder: StoreFolder.path(store)).open(ref)
        let client = try node.client()
        try client.send(
            NodeRequest(.deploy(app: app, overrides: overrides)), descriptors: [bundle])
        try Outcome.show(client, speech)
    }
}

struct RollbackCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "rollback", abstract: "Go back to the last good generation before this one.",
        discussion: "Needs neither network nor store.\n\nExample: slipway rollback hello --root ~/node")

    @Argument var app: String
    @Option(help: ArgumentHelp("The generation to go to.", valueName: "n")) var to: Int?
    @OptionGroup var node: NodeOptions
    @OptionGroup var speech: SpeechOptions

    func run() throws {
        let client = try node.client()
        try client.send(NodeRequest(.rollback(app: app, to: to)))
        try Outcome.show(client, speech)
    }
}

/// Shows a switch to its end.
enum Outcome {
    struct Document: Codable {
        var schema = 1
        var outcome: String
        var code: Int32
        var sentence: String
        var hint: String?
        var detail: [String]
        var steps: [StepReport]
    }

    static func show(_ client: NodeClient, _ speech: SpeechOptions) throws {
        let printer = StepPrinter(quiet: speech.quiet || speech.json)
        var steps: [StepReport] = []
        do {
            let sentence = try client.conclude { reply in
                guard case .step(let report) = reply else { return }
                steps.append(report)
                printer.show(report)
            }
            if speech.json {
                try print(Document(outcome: "done", code: 0, sentence: sentence, hint: nil, detail: [], steps: steps))
            } else {
                Terminal.answer(sentence)
            }
        } catch let refusal as Refusal where speech.json {
            try print(
                Document(
                    outcome: "failed", code: refusal.code.rawValue, sentence: refusal.sentence, hint: refusal.hint,
                    detail: refusal.detail, steps: steps))
            throw ArgumentParser.ExitCode(refusal.code.rawValue)
        }
    }

    private static func print(_ document: Document) throws {
        Terminal.answer(try JSONText.string(document, pretty: true))
    }
}
