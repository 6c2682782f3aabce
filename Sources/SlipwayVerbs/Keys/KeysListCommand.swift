import ArgumentParser
import SlipwayControl
import SlipwayCrypto
import SlipwayDeploy
import SlipwayModel
import SlipwaySystem

struct KeysListCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "list", abstract: "Your keys, and those that a node trusts or has revoked.",
        discussion: "No private key is ever shown.\n\nExample: slipway keys list --root ~/node")

    @OptionGroup var node: NodeOptions
    @OptionGroup var speech: SpeechOptions

    func run() throws {
        let folder = KeysFolder()
        let root = try node.resolvedRoot()
        let layout = NodeLayout(root: root)
        var document = KeysDocument(folder: folder.path, keys: try own(folder))
        // The system's own node may not be there, and nobody has asked for it.
        if root != nil || Files.isFolder(layout.trust) {
            document.trustFolder = layout.trust
            document.node = try TrustFolder.entries(layout).map {
                .init(name: $0.name, key: $0.key.name, isRevoked: $0.isRevoked)
            }
        }
        if speech.json { return Terminal.answer(try JSONText.string(document, pretty: true)) }
        tell(document, root)
    }

    private func own(_ folder: KeysFolder) throws -> [KeysDocument.Own] {
        let signing = try folder.defaultName()
        return try folder.names().map { name in
            var text = try Files.read(folder.secret(name), limit: KeysFolder.most)
            defer { Erasure.erase(&text) }
            return KeysDocument.Own(
                name: name, key: Files.exists(folder.shown(name)) ? try TrustFolder.key(folder.shown(name)).name : nil,
                isDefault: name == signing, isDevelopment: name == UserFolders.development,
                hasPassphrase: MinisignSecretKey.isLocked(text) ?? false)
        }
    }

    private func tell(_ document: KeysDocument, _ root: String?) {
        if document.keys.isEmpty, !speech.quiet { Terminal.answer("no keys of yours yet; the first build makes one") }
        let all = document.keys.map(\.name) + document.node.map(\.name)
        let width = all.map(\.count).max() ?? 0
        func line(_ name: String, _ key: String?, _ words: [String]) {
            let row = name.padded(to: width) + "  " + (key ?? "no .pub file    ")
            Terminal.answer(speech.quiet || words.isEmpty ? row : row + "  " + words.joined(separator: ", "))
        }
        for key in document.keys {
            var words: [String] = []
            if key.isDefault { words.append("signs what you build") }
            if key.isDevelopment { words.append("for your nodes in folders of yours") }
            if key.hasPassphrase { words.append("has a passphrase") }
            line(key.name, key.key, words)
        }
        guard let place = document.trustFolder else { return }
        if !speech.quiet {
            Terminal.answer(
                document.node.isEmpty ? "the node trusts no key in \(place)" : "on the node, in \(place):")
        }
        for key in document.node { line(key.name, key.key, [key.isRevoked ? "revoked" : "trusted"]) }
    }
}
