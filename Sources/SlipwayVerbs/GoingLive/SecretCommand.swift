import ArgumentParser
import SlipwayControl
import SlipwayModel
import SlipwaySystem

struct SecretCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "secret", abstract: "Passwords and keys of the node, outside of every release.",
        discussion: """
            A recipe names a secret; its value lies on the node only and is read at each start.

            Example: slipway secret list --root ~/node
            """,
        subcommands: [SecretSetCommand.self, SecretListCommand.self, SecretRemoveCommand.self])
}

struct SecretSetCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "set", abstract: "Set a secret from standard input, the keyboard, or a file.",
        discussion: """
            At a terminal it is asked for twice and not shown. From standard input one line end after a single line is \
            left away; a file is taken as it is. Apps see a new value with their next start.

            Example: slipway secret set shop-db-password --root ~/node < password.txt
            """)

    @Argument(help: "Letters, digits, `.`, `_` and `-`.") var name: String
    @Option(
        help: ArgumentHelp("Take this file's content, such as a keystore.", valueName: "file"), completion: .file())
    var file: String?
    @OptionGroup var node: NodeOptions
    @OptionGroup var speech: SpeechOptions

    func run() throws {
        guard SecretName.isName(name) else {
            throw Refusal(
                .usage, "\(name) cannot be the name of a secret", hint: "use letters, digits, `.`, `_` and `-`")
        }
        let content = try file.map(SecretInput.file) ?? SecretInput.typed(name)
        let channel = try SecretChannel(content)
        try node.tellOutcome(.secretSet(name: name), speech, descriptors: [channel.reader])
    }
}

struct SecretListCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "list", abstract: "The names of the secrets, and which apps use them.",
        discussion: "Values are never shown.\n\nExample: slipway secret list --root ~/node")

    @OptionGroup var node: NodeOptions
    @OptionGroup var speech: SpeechOptions

    func run() throws {
        var document: SecretsDocument?
        _ = try node.ask(.secretList) { if case .secrets(let it) = $0 { document = it } }
        guard let document else { throw Refusal(.unreachable, "the daemon told no secrets") }
        if speech.json { return Terminal.answer(try JSONText.string(document, pretty: true)) }
        if document.secrets.isEmpty { Terminal.answer("no secrets yet") }
        for secret in document.secrets {
            let users = secret.usedBy.isEmpty ? "used by none" : "used by " + secret.usedBy.joined(separator: ", ")
            let missing = secret.isSet ? "" : Terminal.toned(", not set", .bad, to: 1)
            Terminal.answer(speech.quiet ? secret.name : "\(secret.name)  \(users)\(missing)")
        }
    }
}

struct SecretRemoveCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "remove", abstract: "Remove a secret.",
        discussion: "Example: slipway secret remove shop-db-password --root ~/node")

    @Argument(help: "Its name.") var name: String
    @OptionGroup var node: NodeOptions
    @OptionGroup var speech: SpeechOptions

    func run() throws { try node.tellOutcome(.secretRemove(name: name), speech) }
}
