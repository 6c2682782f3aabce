import ArgumentParser
import SlipwayControl
import SlipwayModel
import SlipwaySystem

struct ConfigCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "config", abstract: "What is set for an app on its node.",
        discussion: "Example: slipway config get hello --root ~/node",
        subcommands: [ConfigGetCommand.self, ConfigSetCommand.self, ConfigUnsetCommand.self])
}

struct ConfigGetCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "get", abstract: "Every setting of an app, and where it comes from.",
        discussion: """
            With one KEY its value alone is printed. Secrets are masked.

            Example: slipway config get hello listen.http --root ~/node
            """)

    @Argument(help: "The app.", completion: AppNames.completion) var app: String
    @Argument(help: "Settings; all of them without it.") var keys: [String] = []
    @OptionGroup var node: NodeOptions
    @OptionGroup var speech: SpeechOptions

    func run() throws {
        var found: ConfigurationDocument?
        _ = try node.ask(.configuration(app: app)) { if case .configuration(let it) = $0 { found = it } }
        guard var document = found else { throw Refusal(.unreachable, "the daemon told no configuration") }
        for key in keys where !document.values.contains(where: { $0.key == key }) {
            throw Refusal(
                .notFound, "\(app) has no setting \(key)",
                hint: "for all there are: " + node.command("config get \(app)"))
        }
        if !keys.isEmpty { document.values = document.values.filter { keys.contains($0.key) } }
        if speech.json { return Terminal.answer(try JSONText.string(document, pretty: true)) }
        if keys.count == 1, let only = document.values.first { return Terminal.answer(only.value) }
        for value in document.values { Terminal.answer(text(value)) }
    }

    private func text(_ value: ConfigurationDocument.Value) -> String {
        let line = "\(value.key)=\(value.value)"
        switch value.origin {
        case .release: return line
        case .node:
            let remark = value.released.map { "set here; the release says \($0)" } ?? "set here"
            return line + Terminal.toned("  (\(remark))", .faint, to: 1)
        }
    }
}

struct ConfigSetCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "set", abstract: "Set values for an app and switch to them.",
        discussion: """
            Makes a new generation of the same release and switches to it as a deploy does: when it is not healthy, it \
            is taken back, and not tried again without --force.

            Example: slipway config set hello listen.http=8081 jvm.heap=512m --root ~/node
            """)

    @Argument(help: "The app.", completion: AppNames.completion) var app: String
    @Argument(help: ArgumentHelp("listen.NAME, jvm.heap, env.NAME … or a property.", valueName: "k=v"))
    var settings: [String] = []
    @Option(
        help: ArgumentHelp(
            "Set what a file of keys and values says too, YAML or JSON; on a node JSON only.", valueName: "file"),
        completion: .file(extensions: ["yaml", "yml", "json"]))
    var values: String?
    @OptionGroup var force: ForceOption
    @OptionGroup var node: NodeOptions
    @OptionGroup var speech: SpeechOptions

    func validate() throws {
        if settings.isEmpty, values == nil { throw ValidationError("Name what to set as key=value, or give --values") }
    }

    func run() throws {
        let set = try Assignments.merged(settings, file: values)
        try SwitchView(node, speech, app: app).show(.configure(app: app, set: set, unset: [], force: force.asked))
    }
}

struct ConfigUnsetCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "unset", abstract: "Take back what was set for an app and switch.",
        discussion: """
            What the release says holds again.

            Example: slipway config unset hello listen.http --root ~/node
            """)

    @Argument(help: "The app.", completion: AppNames.completion) var app: String
    @Argument(help: ArgumentHelp("What to take back.", valueName: "key")) var keys: [String]
    @OptionGroup var force: ForceOption
    @OptionGroup var node: NodeOptions
    @OptionGroup var speech: SpeechOptions

    func run() throws {
        try SwitchView(node, speech, app: app).show(.configure(app: app, set: [:], unset: keys, force: force.asked))
    }
}
