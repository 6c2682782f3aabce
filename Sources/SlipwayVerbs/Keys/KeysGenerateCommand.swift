import ArgumentParser
import SlipwayControl
import SlipwayCrypto
import SlipwayModel
import SlipwaySystem

struct KeysGenerateCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "generate", abstract: "Make a key that signs releases.",
        discussion: """
            It signs what you build from now on. The files are those of minisign: NAME.key is for nobody else, NAME.pub \
            for everybody. A passphrase is optional.

            Example: slipway keys generate release --passphrase
            """)

    @Argument(help: "What you call it.") var name = "release"
    @Flag(help: "Ask for a passphrase at the terminal, twice.") var passphrase = false
    @Option(help: ArgumentHelp("Take the passphrase from a file.", valueName: "file"), completion: .file())
    var passphraseFile: String?
    @Option(
        help: ArgumentHelp("Put both files there; builds do not take it by themselves then.", valueName: "dir"),
        completion: .directory)
    var output: String?
    @OptionGroup var speech: SpeechOptions

    func validate() throws {
        if passphrase, passphraseFile != nil {
            throw ValidationError("--passphrase asks at the terminal, and --passphrase-file reads a file: give one")
        }
    }

    func run() throws {
        if name == UserFolders.development {
            throw Refusal(
                .usage, "the key \(name) is the one that your first build makes by itself",
                hint: "give another name: slipway keys generate release")
        }
        try KeysFolder.check(name)
        let folder = KeysFolder(try output.map { joined(try Files.workingFolder(), $0) } ?? UserFolders.keys())
        var secret = try passphraseFile.map(KeysPassphrase.file) ?? (passphrase ? KeysPassphrase.chosen() : nil)
        defer { Erasure.erase(&secret) }
        let key = try folder.create(name, passphrase: secret)
        if output == nil { try folder.makeDefault(name) }
        if speech.json {
            let document = KeyDocument(
                name: name, key: key.name, publicKey: key.line, secretFile: folder.secret(name),
                publicFile: folder.shown(name), isDefault: output == nil)
            return Terminal.answer(try JSONText.string(document, pretty: true))
        }
        if !speech.quiet {
            let use = output == nil ? "signs what you build from now on" : "signs with --key \(folder.secret(name))"
            Terminal.tell("the key \(name) \(use); nobody else is to have \(folder.secret(name))")
            Terminal.tell("hint: let a node trust it: slipway keys trust \(folder.shown(name)) --root DIR")
        }
        Terminal.answer("\(name) \(key.name) \(key.line)")
    }
}
