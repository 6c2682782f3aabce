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
        var (difference, generations) = try difference()
        if speech.json {
            return Terminal.answer(try JSONText.string(DifferenceDocument(difference), pretty: true))
        }
        if let (from, to) = generations {
            difference.from = difference.from.map { DifferenceText.title(from, $0) }
            difference.to = DifferenceText.title(to, difference.to)
        }
        DifferenceText.lines(difference).forEach(Terminal.answer)
    }

    /// With the two generations, where it is of generations and the client knows which.
    private func difference() throws -> (ReleaseDifference, (GenerationReference, GenerationReference)?) {
        let first = try GenerationReference(a)
        guard let b else {
            let app = try first?.app ?? Self.app(a)
            if let number = first?.number { return try compared(app, number, present(app)) }
            return try withItsOrigin(app)
        }
        let second = try GenerationReference(b)
        if let first, let second {
            guard first.app == second.app else {
                throw Refusal(.usage, "\(a) and \(b) are of two apps", hint: "compare two generations of one")
            }
            guard first != second else { throw Refusal(.usage, "\(a) and \(b) are the same") }
            return try compared(
                first.app, first.number ?? present(first.app), second.number ?? present(first.app))
        }
        guard first == nil, second == nil else {
            throw Refusal(
                .usage, "\(a) and \(b) are not of one kind", hint: "compare two releases, or two generations of an app")
        }
        let source = try ReleaseSource(storeFolder: StoreFolder.path(store))
        let from = try ReleaseSource.contents(try source.opened(a))
        return (.between(from, try ReleaseSource.contents(try source.opened(b))), nil)
    }

    private static func app(_ text: String) throws -> String {
        guard ReleaseName.isName(text) else {
            throw Refusal(
                .usage, "\(text) is not the name of an app, and there is nothing to compare it with",
                hint: "give two releases, or an app on the node")
        }
        return text
    }

    private func present(_ app: String) throws -> Int {
        guard let number = try StatusCommand.ask(node, app).apps.first?.generation else {
            throw Refusal(.notFound, "\(app) has no release yet", hint: "deploy one, then compare")
        }
        return number
    }

    /// The present generation with the one it was made on top of.
    private func withItsOrigin(
        _ app: String
    ) throws -> (ReleaseDifference, (GenerationReference, GenerationReference)?) {
        let present = try present(app)
        var lines: [HistoryDocument.Line] = []
        _ = try node.ask(.history(app: app)) { if case .history(let it) = $0 { lines = it.lines } }
        if let origin = Self.origin(of: present, in: lines) {
            do {
                return try compared(app, origin, present)
            } catch let refusal as Refusal where refusal.code == .notFound {}
        }
        // It has gone: the node takes the nearest that it has kept.
        return (try asked(app, nil, nil), nil)
    }

    /// The one that was live when that generation was first switched to.
    static func origin(of generation: Int, in lines: [HistoryDocument.Line]) -> Int? {
        lines.prefix { $0.generation != generation }.last { $0.generation != nil && $0.outcome == "good" }?.generation
    }

    private func compared(
        _ app: String, _ from: Int, _ to: Int
    ) throws -> (ReleaseDifference, (GenerationReference, GenerationReference)?) {
        let difference = try asked(app, from, to)
        return (difference, (GenerationReference(app: app, number: from), GenerationReference(app: app, number: to)))
    }

    private func asked(_ app: String, _ from: Int?, _ to: Int?) throws -> ReleaseDifference {
        var found: ReleaseDifference?
        _ = try node.ask(.compare(app: app, from: from, to: to)) {
            if case .difference(let document) = $0 { found = document.difference }
        }
        guard let found else { throw Refusal(.unreachable, "the daemon told no difference") }
        return found
    }
}
