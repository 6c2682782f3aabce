import ArgumentParser
import SlipwayControl
import SlipwayCrypto
import SlipwayModel
import SlipwaySystem

struct KeysRotateCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "rotate", abstract: "Put a new key in the place of one of yours.",
        discussion: """
            The old one stays beside it as NAME.1 and signs the new one's public half, so that who trusts the one can \
            believe the other. The new key has the passphrase of the old one. Revoke the old one on the nodes once \
            they trust the new one.

            Example: slipway keys rotate release
            """)

    @Argument(help: "The key; the one that signs what you build by default.") var name: String?
    @Option(help: ArgumentHelp("Take the passphrase from a file.", valueName: "file"), completion: .file())
    var passphraseFile: String?
    @OptionGroup var speech: SpeechOptions

    func run() throws {
        let folder = KeysFolder()
        guard let name = try name ?? folder.defaultName() else {
            throw Refusal(
                .notFound, "there is no key that signs what you build", hint: "make one: slipway keys generate")
        }
        try KeysFolder.check(name)
        var passphrase = try KeysPassphrase.needed(by: folder.secret(name), given: passphraseFile)
        defer { Erasure.erase(&passphrase) }
        let old = try folder.unlocked(name, passphrase: passphrase)
        let (key, former) = try folder.rotate(name, old, passphrase: passphrase)
        let signing = try folder.defaultName()
        if signing == nil, name != UserFolders.development { try folder.makeDefault(name) }
        let oldName = old.shown(comment: "").name
        if speech.json {
            var document = KeyDocument(
                name: name, key: key.name, publicKey: key.line, secretFile: folder.secret(name),
                publicFile: folder.shown(name), isDefault: signing == nil || signing == name)
            document.signatureFile = folder.shown(name) + ".minisig"
            document.former = .init(name: former, key: oldName)
            return Terminal.answer(try JSONText.string(document, pretty: true))
        }
        if !speech.quiet {
            Terminal.tell("the old key \(oldName) stays as \(former)")
            Terminal.tell("on each node, with \(folder.shown(name)) and \(folder.shown(name)).minisig beside it:")
            Terminal.tell(
                "  slipway keys trust \(lastName(of: folder.shown(name))) --name \(name)-\(key.name) --root DIR")
            Terminal.tell("  slipway keys revoke \(oldName) --root DIR")
        }
        Terminal.answer("\(name) \(key.name) \(key.line)")
    }
}
