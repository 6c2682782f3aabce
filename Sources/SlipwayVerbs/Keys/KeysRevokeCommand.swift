import ArgumentParser
import SlipwayControl
import SlipwayCrypto
import SlipwayDeploy
import SlipwayModel
import SlipwaySystem

struct KeysRevokeCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "revoke", abstract: "Let a node refuse whatever a key has signed.",
        discussion: """
            For a key that was lost or stolen, also one that the node has never trusted. What is installed runs on; it \
            is not deployed anew.

            Example: slipway keys revoke release --root ~/node
            """)

    @Argument(
        help: ArgumentHelp("A key's number or its name on the node, or a file NAME.pub.", valueName: "key"),
        completion: .file())
    var key: String
    @OptionGroup var node: NodeOptions
    @OptionGroup var speech: SpeechOptions

    func run() throws {
        let layout = NodeLayout(root: try node.resolvedRoot())
        let (found, name) = try named(try TrustFolder.entries(layout))
        let change = try TrustFolder.revoke(found, as: name, on: layout)
        let document = TrustDocument(
            name: change.name, key: found.name, state: .revoked, isNew: change.isNew, trustFolder: layout.trust)
        if speech.json { return Terminal.answer(try JSONText.string(document, pretty: true)) }
        Terminal.answer(
            change.isNew
                ? "\(layout.trust) refuses the key \(found.name) from now on"
                : "\(layout.trust) refuses the key \(found.name) already")
    }

    /// A trusted one before one that was revoked under the same name.
    private func named(_ entries: [TrustFolder.Entry]) throws -> (Minisign.PublicKey, String) {
        let found = entries.filter { $0.name == key || $0.key.name == key.uppercased() }
        if let entry = found.first(where: { !$0.isRevoked }) ?? found.first { return (entry.key, entry.name) }
        if let source = try KeysSource(key) { return (source.key, source.name) }
        throw Refusal(
            .notFound, "the node knows no key \(key)",
            hint: "for the keys there are: \(node.command("keys list")); a key that it has never known: name its file")
    }
}
