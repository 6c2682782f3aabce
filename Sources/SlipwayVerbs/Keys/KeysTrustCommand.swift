import ArgumentParser
import SlipwayBundle
import SlipwayControl
import SlipwayCrypto
import SlipwayDeploy
import SlipwayModel
import SlipwaySystem

struct KeysTrustCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "trust", abstract: "Let a node run what a key has signed.",
        discussion: """
            Compare the number that is printed with that of the key's owner. Beside FILE, a FILE.minisig of a key that \
            the node trusts already is looked at and told of.

            Example: slipway keys trust release.pub --root ~/node
            """)

    @Argument(
        help: ArgumentHelp("A file NAME.pub, a key of yours, or the second line of such a file.", valueName: "key"),
        completion: .file())
    var key: String
    @Option(help: "What the node calls it; the file's name by default.") var name: String?
    @Flag(help: "Trust a key that was revoked.") var again = false
    @OptionGroup var node: NodeOptions
    @OptionGroup var speech: SpeechOptions

    func run() throws {
        let root = try node.resolvedRoot()
        let layout = NodeLayout(root: root)
        guard let source = try KeysSource(key) else {
            throw Refusal(
                .notFound, "there is no key \(key)",
                hint: "name a file NAME.pub, or a key that slipway keys list shows as yours")
        }
        let trusted = try TrustFolder.read(layout, development: root.map { _ in UserFolders.developmentKey() })
        let revoked = Set(trusted.keys.filter(\.isRevoked).map(\.shown.id))
        let voucher = try source.voucher(among: trusted.keys.map(\.shown).filter { !revoked.contains($0.id) })
        let change = try TrustFolder.trust(source.key, as: name ?? source.name, again: again, on: layout)
        let document = TrustDocument(
            name: change.name, key: source.key.name, state: .trusted, isNew: change.isNew,
            trustFolder: layout.trust, vouchedBy: voucher)
        if speech.json { return Terminal.answer(try JSONText.string(document, pretty: true)) }
        if let voucher, !speech.quiet { Terminal.tell("vouched for by \(voucher)") }
        Terminal.answer(
            change.isNew
                ? "\(layout.trust) trusts the key \(source.key.name) as \(change.name)"
                : "\(layout.trust) trusts the key \(source.key.name) already, as \(change.name)")
    }
}
