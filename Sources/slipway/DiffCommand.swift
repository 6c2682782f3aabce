import ArgumentParser
import SlipwayControl
import SlipwayModel
import SlipwaySystem

struct DiffCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "diff", abstract: "What differs between two releases, or two generations of an app.",
        discussion: """
            Files, jars by version, configuration with secrets masked, ports and bytes. An app alone compares its \
            present generation with the one before.

            Example: slipway diff hello:1.0.0 hello:1.1.0

            On a node: slipway diff hello@1 hello@current --root ~/node
            """)

    @Argument(help: "A release as deploy takes it, APP@N, APP@current, or an APP alone.", completion: .file())
    var a: String
    @Argument(help: "What to compare it with, of the same kind.", completion: .file()) var b: String?
    @Option(
        help: ArgumentHelp("The store; ~/.local/share/slipway by default.", valueName: "dir"), completion: .directory)
    var store: String?
    @OptionGroup var node: NodeOptions
    @OptionGroup var speech: SpeechOptions

    func run() throws {
        let difference = try difference()
        if speech.json {
            return Terminal.answer(try JSONText.string(DifferenceDocument(difference), pretty: true))
        }
        DifferenceText.lines(difference).forEach(Terminal.answer)
    }

    private func difference() throws -> ReleaseDifference {
        let first = try GenerationReference(a)
        guard let b else {
            let app = try first?.app ?? Self.app(a)
            if let number = first?.number { return try compared(app, number, nil) }
            return try compared(app, nil, nil)
        }
        let second = try GenerationReference(b)
        if let first, let second {
            guard first.app == second.app else {
                throw Refusal(.usage, "\(a) and \(b) are of two apps", hint: "compare two generations of one")
            }
            guard first != second else { throw Refusal(.usage, "\(a) and \(b) are the same") }
            return try compared(first.app, first.number ?? present(first.app), second.number)
        }
        guard first == nil, second == nil else {
            throw Refusal(
                .usage, "\(a) and \(b) are not of one kind", hint: "compare two releases, or two generations of an app")
        }
        let source = try ReleaseSource(storeFolder: StoreFolder.path(store))
        return .between(
            try ReleaseSource.contents(try source.verified(a)), try ReleaseSource.contents(try source.verified(b)))
    }

    private static func app(_ text: String) throws -> String {
        guard ReleaseName.isName(text) else {
            throw Refusal(
                .usage, "\(text) is not the name of an app, and there is nothing to compare it with",
                hint: "give two releases, or an app on the node")
        }
        return text
    }

    /// On the wire only the second can be left open.
    private func present(_ app: String) throws -> Int {
        guard let number = try StatusCommand.ask(node, app).apps.first?.generation else {
            throw Refusal(.notFound, "\(app) has no release yet", hint: "deploy one, then compare")
        }
        return number
    }

    private func compared(_ app: String, _ from: Int?, _ to: Int?) throws -> ReleaseDifference {
        var found: ReleaseDifference?
        _ = try node.ask(.compare(app: app, from: from, to: to)) {
            if case .difference(let document) = $0 { found = document.difference }
        }
        guard let found else { throw Refusal(.unreachable, "the daemon told no difference") }
        return found
    }
}
