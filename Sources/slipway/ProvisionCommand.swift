import ArgumentParser
import Glibc
import SlipwayControl
import SlipwayModel
import SlipwayProvision
import SlipwaySystem
import SlipwayVerbs

struct ProvisionCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "provision", abstract: "Makes bare hosts running servers, by ssh.",
        discussion: """
            Copies an installer to each host and runs it there, on several hosts at once. The system's own ssh is \
            used, with your configuration, agent, known hosts and jump hosts; what stands after -- is given to it. A \
            copy that was interrupted goes on where it was, and a host that fails stops no other.

            Example: slipway provision deploy@shop1 deploy@shop2 --installer shop-1.4.2.run --yes -- -J gate
            """)

    @Argument(help: ArgumentHelp("Hosts as ssh takes them.", valueName: "user@host")) var words: [String]
    @Option(help: ArgumentHelp("What `slipway installer` has made.", valueName: "file"), completion: .file())
    var installer: String
    @Option(help: ArgumentHelp("So many hosts at once, at most.", valueName: "number")) var jobs = 8
    @Flag(
        inversion: .prefixedNo,
        help: "Become root by sudo on a host whose user is not root; --no-sudo installs for that user alone.")
    var sudo = true
    @Option(name: .customLong("set"), help: ArgumentHelp("Set a key of the app; may be repeated.", valueName: "k=v"))
    var settings: [String] = []
    @Option(
        name: .customLong("secret"),
        help: ArgumentHelp("Keep a file's content as a secret of the nodes; may be repeated.", valueName: "name=file"))
    var secrets: [String] = []
    @Option(help: ArgumentHelp("Go on only when this key has signed it.", valueName: "fingerprint")) var key: String?
    @Flag(help: "Ask nothing.") var yes = false
    @OptionGroup var speech: SpeechOptions

    func validate() throws {
        guard (1...64).contains(jobs) else { throw ValidationError("--jobs takes a number from 1 to 64, not \(jobs)") }
        if Self.parted(words).hosts.isEmpty { throw ValidationError("name at least one host") }
    }

    func run() throws {
        guard let ssh = Command.find("ssh", in: ProcessTable.environment()["PATH"] ?? "/usr/bin:/bin") else {
            throw Refusal(.failed, "there is no ssh on the PATH", hint: "apt-get install openssh-client")
        }
        let order = try order()
        try consent(order)
        let screen = ProvisionScreen(order.hosts, quiet: speech.quiet || speech.json)
        let outcomes = try ProvisionRound.run(order, ssh: ssh, told: screen.show)
        screen.close()
        if speech.json {
            Terminal.answer(try JSONText.string(Self.document(order, outcomes), pretty: true))
        } else {
            for line in ProvisionTable.lines(outcomes) { Terminal.answer(line) }
            for outcome in outcomes where outcome.refusal != nil { tell(outcome) }
        }
        if outcomes.contains(where: { $0.refusal != nil }) { throw ArgumentParser.ExitCode(1) }
    }

    /// The parser keeps what stands after `--` with the hosts.
    static func parted(
        _ words: [String], line: [String] = CommandLine.arguments
    ) -> (hosts: [String], options: [String]) {
        let options = Array(line.drop { $0 != "--" }.dropFirst())
        guard words.suffix(options.count) == options[...] else { return (words, []) }
        return (Array(words.dropLast(options.count)), options)
    }

    private func order() throws -> ProvisionOrder {
        let (hosts, options) = Self.parted(words)
        let named = try hosts.map { try RemoteHost($0) }
        if let twice = named.first(where: { host in named.count { $0 == host } > 1 }) {
            throw Refusal(.usage, "\(twice) is named twice", hint: "leave one of the two out")
        }
        for setting in settings where !setting.dropFirst().contains("=") {
            throw Refusal(
                .usage, "--set \(setting) is not of the form key=value", hint: "for example --set listen.http=8081")
        }
        var order = ProvisionOrder(installer: try InstallerCopy(installer), hosts: named)
        order.secrets = try secrets.map(Self.secret)
        if let twice = order.secrets.first(where: { one in order.secrets.count { $0.name == one.name } > 1 }) {
            throw Refusal(.usage, "the secret \(twice.name) is given twice", hint: "leave one of the two out")
        }
        order.arguments = ["--yes"] + settings.flatMap { ["--set", $0] } + (key.map { ["--key", $0] } ?? [])
        order.usesSudo = sudo
        order.options = options
        order.jobs = jobs
        // Of several, nobody could tell which one asks.
        order.asks = named.count == 1 && isatty(0) == 1 && isatty(2) == 1 && !speech.json
        return order
    }

    private static func secret(_ word: String) throws -> ProvisionOrder.Secret {
        let parts = word.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false).map(String.init)
        guard parts.count == 2, !parts[1].isEmpty else {
            throw Refusal(
                .usage, "--secret \(word) is not of the form name=file",
                hint: "for example --secret db-password=./password")
        }
        let (name, path) = (parts[0], parts[1])
        guard SecretName.isName(name) else { throw Refusal(.usage, "\(name) cannot be the name of a secret") }
        guard let facts = try Files.facts(path, following: true), facts.kind != .folder else {
            throw Refusal(.notFound, "there is no file \(path) for the secret \(name)")
        }
        guard (1...(1 << 20)).contains(facts.size) else {
            throw Refusal(.badInput, "\(path) is empty, or has more than the 1 MiB that a secret may have")
        }
        return ProvisionOrder.Secret(name: name, content: try Files.read(path, limit: 1 << 20))
    }

    private func consent(_ order: ProvisionOrder) throws {
        if yes { return }
        guard isatty(0) == 1, isatty(2) == 1 else {
            throw Refusal(
                .usage, "nobody can be asked whether to go on, and nothing was changed",
                hint: "when that is what you want, say so: --yes")
        }
        let count = order.hosts.count == 1 ? order.hosts[0].text : "\(order.hosts.count) hosts"
        Terminal.write("install \(lastName(of: installer)) on \(count)? [y/N] ", to: 2)
        guard ["y", "yes"].contains((readLine(strippingNewline: true) ?? "").lowercased()) else {
            throw Refusal(.failed, "not gone on with, and nothing was changed")
        }
    }

    private func tell(_ outcome: ProvisionOutcome) {
        guard let refusal = outcome.refusal else { return }
        Terminal.tell(Terminal.toned("\(outcome.host): ", .bad) + refusal.sentence)
        for line in refusal.detail { Terminal.tell(Terminal.toned("  " + line, .faint)) }
        if let hint = refusal.hint { Terminal.tell("  hint: " + hint) }
    }

    private static func document(_ order: ProvisionOrder, _ outcomes: [ProvisionOutcome]) -> ProvisionDocument {
        ProvisionDocument(
            installer: order.installer.path, digest: order.installer.digest, size: order.installer.size,
            hosts: outcomes.map {
                .init(
                    host: $0.host.text, $0.refusal, took: $0.took, sent: $0.sent, machine: $0.machine,
                    usedSudo: $0.usedSudo)
            })
    }
}
