package import ArgumentParser
import Glibc
import SlipwayControl
import SlipwayDeploy
import SlipwayInstall
import SlipwayModel
import SlipwaySystem
import Synchronization

/// What the script of an installer hands over to: reads the file, tells what it will do, asks, and does it.
package struct InstallCommand: ParsableCommand {
    package static let configuration = CommandConfiguration(
        commandName: "install", abstract: "Make this host a server that runs the release of an installer.",
        discussion: "Installers call it.\n\nExample: sh shop-1.4.2.run --yes")

    @Option(help: ArgumentHelp("The installer.", visibility: .hidden)) var installer: String
    @Flag(help: "Ask nothing.") var yes = false
    @Option(help: ArgumentHelp("Put all of it into one folder, and no units.", valueName: "dir")) var root: String?
    @Option(name: .customLong("set"), help: ArgumentHelp("Set a key of the app; may be repeated.", valueName: "k=v"))
    var settings: [String] = []
    @Option(
        name: .customLong("secret"),
        help: ArgumentHelp("Keep a file's content as a secret of the node; may be repeated.", valueName: "name=file"))
    var secrets: [String] = []
    @Option(help: ArgumentHelp("Go on only when this key has signed it.", valueName: "fingerprint")) var key: String?
    @Flag(help: "Tell what is in it.") var inspect = false
    @Flag(help: "Compare all of it with its signatures, and install nothing.") var verifyOnly = false
    @Option(help: ArgumentHelp("Put programs and bundle into a folder, and install nothing.", valueName: "dir"))
    var extractOnly: String?
    @Flag(help: "Take the node off this host.") var uninstall = false
    @Flag(help: "With --uninstall: the data of the apps as well.") var purge = false
    @OptionGroup var speech: SpeechOptions

    package init() {}

    package func validate() throws {
        let kinds = [inspect, verifyOnly, extractOnly != nil, uninstall]
        if kinds.count(where: { $0 }) > 1 {
            throw ValidationError("--inspect, --verify-only, --extract-only and --uninstall are one at a time")
        }
        if purge, !uninstall { throw ValidationError("--purge belongs to --uninstall") }
    }

    package func run() throws {
        let options = try options()
        let bar = Mutex(ProgressLine(quiet: speech.quiet || speech.json))
        let read = try ReadInstaller(installer, overrides: options.overrides) { done, all in
            bar.withLock { $0.progress("comparing with what was signed", done: done, total: all) }
        }
        bar.withLock { $0.clear() }
        if let key = options.key, key != read.offer.keyLine { throw InstallPlan.wrongKey(read.offer) }
        if inspect { return try tell(InstallWords.inside(read.offer), InstallDocument(read.offer)) }
        if verifyOnly {
            return try tell(
                ["\(read.offer.name) is whole, and signed by the key \(read.offer.keyLine)"],
                InstallDocument(read.offer))
        }
        if let extractOnly {
            let files = try Extraction(read).write(to: extractOnly)
            return try tell(files.map { "wrote \($0)" }, InstallDocument(read.offer, files: files))
        }
        let survey = try HostSurvey(root: root)
        if uninstall { return try remove(read, survey) }
        try install(read, survey, options)
    }

    private func options() throws -> InstallOptions {
        var options = InstallOptions(installer: installer)
        options.root = root
        options.yes = yes
        options.key = key
        options.overrides = try Assignments.merged(settings, option: "--set", file: nil)
        options.secrets = try Assignments.merged(secrets, option: "--secret", file: nil)
        for (name, file) in options.secrets {
            guard SecretName.isName(name) else { throw Refusal(.usage, "\(name) cannot be the name of a secret") }
            guard let facts = try Files.facts(file, following: true), facts.kind == .file else {
                throw Refusal(.notFound, "there is no file \(file) for the secret \(name)")
            }
            let bytes = try Files.read(file, limit: SecretFolder.largest + 1)
            guard (1...SecretFolder.largest).contains(bytes.count) else {
                throw Refusal(.badInput, "the secret \(name) must have 1 byte to 1 MiB, and \(file) has \(facts.size)")
            }
        }
        return options
    }

    private func install(_ read: ReadInstaller, _ survey: HostSurvey, _ options: InstallOptions) throws {
        let began = Clock.monotonic()
        let facts = try survey.facts(read.offer)
        let plan = try InstallPlan(read.offer, facts, options, survey.paths)
        let words = InstallWords(read.offer, facts, plan, survey.paths)
        if plan.isNothing {
            return try tell(
                ["nothing to do: \(read.offer.name) is installed and active"], InstallDocument(read.offer, words, []))
        }
        say(InstallWords.inside(read.offer) + ["this will, on \(Self.host):"] + words.will.map { "  " + $0 })
        try Consent(isGiven: yes).ask("go on?")
        let progress = ProgressLine(quiet: speech.quiet || speech.json)
        let installation = Installation(
            read, plan, options, survey, facts,
            report: { progress.step(Terminal.toned("› ", .faint) + (words.doing($0))) },
            deploy: { try deploy($0, survey.paths, options) })
        try installation.run()
        let took = Clock.monotonic() - began
        let address = words.address(Self.host)
        let done =
            address.map { "\(read.offer.name) answers at \($0)" } ?? "\(read.offer.name) runs"
        try tell(
            ["\(done) after \(StepPrinter.duration(took))", "next:"] + words.next.map { "  " + $0 }
                + (facts.installed == nil ? words.boot : []),
            InstallDocument(read.offer, words, plan.steps.map(words.doing), address: address))
    }

    /// By the command that was just installed, as a person would.
    private func deploy(_ read: ReadInstaller, _ paths: InstallPaths, _ options: InstallOptions) throws {
        var words =
            ["deploy", read.path]
            + options.overrides.sorted { $0.key < $1.key }.flatMap {
                ["--set", "\($0.key)=\($0.value)"]
            }
        if let root = paths.root { words += ["--root", root] }
        // Answers and complaints are this command's, which has its own last word.
        if speech.json || speech.quiet { words.append("--quiet") }
        var ending = try run(words, paths)
        // A deploy whose installer was ended goes on by itself; what comes of it is looked at then.
        let deadline = Clock.monotonic() + Self.patience
        while ending == .exited(ExitCode.busy.rawValue), Clock.monotonic() < deadline {
            _ = poll(nil, 0, 1000)
            ending = try run(words, paths)
        }
        if ending == .exited(0) { return }
        guard case .exited(let code) = ending, let known = ExitCode(rawValue: code) else {
            throw Refusal(.outcomeUnknown, "the deploy ended with \(ending)", hint: paths.line("history"))
        }
        throw Refusal(
            known, "\(read.offer.name) was not brought live; the node is installed and stays",
            hint: "run this installer again when what was told above is mended; "
                + paths.line("history \(read.offer.name.name)"))
    }

    /// Milliseconds for a deploy that was begun by somebody else.
    private static let patience: Int64 = 600_000

    private func run(_ words: [String], _ paths: InstallPaths) throws -> Ending {
        let child = try ChildProcess.launch(
            LaunchRequest(
                path: paths.command, arguments: words, environment: ProcessTable.environment(),
                folder: "/", descriptors: [-1, 2, 2]))
        return child.ending(within: -1) ?? .unknown
    }

    private func remove(_ read: ReadInstaller, _ survey: HostSurvey) throws {
        let removal = Uninstallation(survey, app: read.offer.name.name, purging: purge)
        let plan = try removal.plan()
        if plan.will.isEmpty { return try tell(["nothing to do: Slipway is not installed here"], nil) }
        say(["this will, on \(Self.host):"] + plan.will.map { "  " + $0 })
        try Consent(isGiven: yes).ask("go on?")
        let left = try removal.run(plan)
        try tell(
            ["removed"] + (left.isEmpty ? ["nothing is left"] : ["left, for it is yours:"] + left.map { "  " + $0 }),
            InstallDocument(steps: plan.will, files: left))
    }

    static var host: String {
        ((try? Files.text("/proc/sys/kernel/hostname")) ?? "this host").filter { !$0.isWhitespace }
    }

    private func say(_ lines: [String]) {
        if !speech.quiet, !speech.json { lines.forEach(Terminal.tell) }
    }

    private func tell(_ lines: [String], _ document: InstallDocument?) throws {
        guard speech.json else { return lines.forEach(Terminal.answer) }
        Terminal.answer(try JSONText.string(document ?? InstallDocument(), pretty: true))
    }
}

extension CommandTree {
    /// Only what an installer's script hands over.
    package static let install = CommandTree(InstallCommand.self, name: "sh FILE.run", values: JSONValuesFile.load)
}
