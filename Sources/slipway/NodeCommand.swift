import ArgumentParser
import SlipwayControl
import SlipwayModel
import SlipwaySystem

struct NodeCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "node", abstract: "The node's daemon: up, down, status.",
        discussion: "Example: slipway node up --root ~/node",
        subcommands: [NodeUpCommand.self, NodeDownCommand.self, NodeStatusCommand.self])
}

struct NodeUpCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "up", abstract: "Start slipwayd in the background for a folder.",
        discussion: "Returns once it answers.\n\nExample: slipway node up --root ~/node")

    @OptionGroup var node: NodeOptions
    @Option(help: "What the node calls itself; its host name by default.") var nodeName: String?

    func run() throws {
        guard let root = try node.resolvedRoot() else {
            throw Refusal(.usage, "node up needs a folder", hint: "slipway node up --root ~/node")
        }
        let layout = NodeLayout(root: root)
        if answers(layout) { return Terminal.answer("the daemon runs already") }
        let program = parent(of: try Files.real("/proc/self/exe")) + "/slipwayd"
        guard Files.exists(program) else {
            throw Refusal(.notFound, "there is no \(program)", hint: "slipway and slipwayd belong in one folder")
        }
        try Folders.make(root)
        try Folders.make(layout.run, mode: 0o700)
        let log = try Disk.create(layout.daemonLog, mode: 0o600, appending: true)
        let ready = try Pipe()
        var environment = ProcessTable.environment()
        environment["SWIFT_BACKTRACE"] = "enable=no"
        environment["SLIPWAY_READY_FD"] = "3"
        let daemon = try ChildProcess.launch(
            LaunchRequest(
                path: program, arguments: ["--root", root] + (nodeName.map { ["--node-name", $0] } ?? []),
                environment: environment, folder: "/", descriptors: [-1, log.fd, log.fd, ready.writer!.fd],
                newSession: true))
        ready.writer = nil
        // The pipe ends when the daemon serves, or when it has died.
        guard Waiting.until(readable: ready.reader.fd, deadline: Clock.monotonic() + 20_000),
            answers(layout)
        else {
            let how = daemon.ending(within: 100).map { "it ended with \($0)" } ?? "it does not answer"
            let words = ((try? Files.text(layout.daemonLog)) ?? "").split(separator: "\n").suffix(5).map(String.init)
            throw Refusal(.failed, "the daemon did not start: \(how)", hint: "see \(layout.daemonLog)", detail: words)
        }
        Terminal.answer("the daemon runs, pid \(daemon.pid), root \(root)")
    }

    /// A socket that takes a connection is not yet a daemon that answers.
    private func answers(_ layout: NodeLayout) -> Bool {
        guard let client = try? NodeClient(layout, start: ""), (try? client.send(NodeRequest(.node))) != nil else {
            return false
        }
        return (try? client.reply(deadline: Clock.monotonic() + 3000)) ?? nil != nil
    }
}

struct NodeDownCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "down", abstract: "End slipwayd; the apps run on unless told otherwise.",
        discussion: "Example: slipway node down --root ~/node --stop-apps")

    @OptionGroup var node: NodeOptions
    @Flag(help: "Stop every app and its wrapper as well; `node up` brings them back.") var stopApps = false

    func run() throws {
        let root = try node.resolvedRoot()
        let lock = NodeLayout(root: root).lock
        let sentence = try node.askDaemon(.shutDown(stoppingApps: stopApps))
        // The daemon holds this lock until its very end.
        _ = try FileLock(waitingFor: lock)
        Terminal.answer(sentence)
    }
}

struct NodeStatusCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "status", abstract: "Whether the daemon runs, and which apps it knows.",
        discussion: "Example: slipway node status --root ~/node")

    @OptionGroup var node: NodeOptions
    @OptionGroup var speech: SpeechOptions

    func run() throws {
        var document: NodeDocument?
        _ = try node.askDaemon(.node) { if case .node(let it) = $0 { document = it } }
        guard let document else { throw Refusal(.unreachable, "the daemon told nothing of itself") }
        if speech.json { return Terminal.answer(try JSONText.string(document, pretty: true)) }
        Terminal.answer("\(document.node)  slipwayd \(document.version), pid \(document.pid), since \(document.since)")
        Terminal.answer("  root \(document.root)")
        Terminal.answer("  apps " + (document.apps.isEmpty ? "none yet" : document.apps.joined(separator: ", ")))
    }
}
