import ArgumentParser
import SlipwayBundle
import SlipwayControl
import SlipwayModel
import SlipwaySystem

struct DeployCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "deploy", abstract: "Bring a release live, or back again when it is not healthy.",
        discussion: """
            Verifies and installs the release, starts it parked beside the one that serves, asks its health on a \
            private port, admits clients to it, and watches it for the trial window. Whatever fails is undone in \
            reverse order.

            A release that has failed with the same configuration, by a fault of its own, is not tried again without \
            --force.

            What is set for the app stays set for later releases; see slipway config.

            A release must be signed by a key that the node trusts, and its sequence may be neither below the highest \
            that was deployed nor far beyond it. --accept lets one of these pass for this once; history and status \
            say so.

            Ctrl-C leaves the deploy to the node, which goes on; exit code 124.

            Example: slipway deploy hello:1.0.0 --root ~/node --set listen.http=8081
            """)

    @Argument(help: "A bundle file, name[:version] in the store, or sha256:….", completion: .file())
    var ref: String

    @Option(help: "The app's name on the node; the release's own by default.", completion: AppNames.completion)
    var app: String?

    @Flag(help: "Only tell what would change.")
    var plan = false

    @Option(
        name: .customLong("set"),
        help: ArgumentHelp(
            "Set listen.NAME, jvm.heap, env.NAME, limits.memory … or a property for this app; may be repeated.",
            valueName: "k=v"))
    var settings: [String] = []

    @Option(
        help: ArgumentHelp(
            "Set what a file of keys and values says, YAML or JSON; on a node JSON only. --set wins.", valueName: "file"
        ),
        completion: .file(extensions: ["yaml", "yml", "json"]))
    var values: String?

    @Option(
        name: .customLong("accept"),
        help: ArgumentHelp(
            "Let pass for this once: unsigned, unknown-key, older or ahead; may be repeated.", valueName: "what"))
    var accepted: [Acceptance] = []

    @Flag(help: "Return once the new one is started; the node goes on by itself.")
    var noWait = false

    @Flag(help: "Ctrl-C undoes the deploy instead of leaving it to the node.")
    var abortOnInterrupt = false

    @Option(
        help: ArgumentHelp("The store; ~/.local/share/slipway by default.", valueName: "dir"), completion: .directory)
    var store: String?

    @OptionGroup var force: ForceOption
    @OptionGroup var node: NodeOptions
    @OptionGroup var speech: SpeechOptions

    func validate() throws {
        if plan, noWait { throw ValidationError("--plan changes nothing, so there is nothing to wait for") }
    }

    func run() throws {
        let overrides = try Assignments.merged(settings, option: "--set", file: values)
        // A missing daemon is told before a large release is written out for it.
        _ = try node.client()
        let bundle = try ReleaseSource(storeFolder: StoreFolder.path(store)).open(ref)
        if plan { return try ReleaseSource.naming(ref) { try tellPlan(bundle, overrides) } }
        try SwitchView(node, speech, app: app, bundle: ref, abortsOnInterrupt: abortOnInterrupt).show(
            .deploy(app: app, overrides: overrides, force: force.asked, accepting: accepting, offset: bundle.asked),
            descriptors: [bundle.file],
            untilStarted: noWait)
    }

    private var accepting: [Acceptance]? { accepted.isEmpty ? nil : accepted }

    private func tellPlan(_ bundle: BundlePlace, _ overrides: [String: String]) throws {
        var document: PlanDocument?
        let plan = NodeRequest.Verb.plan(
            app: app, overrides: overrides, force: force.asked, accepting: accepting, offset: bundle.asked)
        _ = try node.askDaemon(plan, descriptors: [bundle.file]) {
            if case .plan(let it) = $0 { document = it }
        }
        guard let document else { throw Refusal(.unreachable, "the daemon told no plan") }
        if speech.json { return Terminal.answer(try JSONText.string(document, pretty: true)) }
        PlanText.lines(document).forEach(Terminal.answer)
    }
}

extension Acceptance: ExpressibleByArgument {}
