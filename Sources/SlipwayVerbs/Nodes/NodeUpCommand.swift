import ArgumentParser
import SlipwayControl
import SlipwayModel
import SlipwaySystem

struct NodeUpCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "up", abstract: "Start slipwayd in the background for a folder.",
        discussion: "Returns once it answers.\n\nExample: slipway node up --root ~/node")

    @OptionGroup var node: NodeOptions
    @Option(help: "What the node calls itself; its host name by default.") var nodeName: String?
    @OptionGroup var speech: SpeechOptions

    func validate() throws {
        guard let nodeName, !Self.isName(nodeName) else { return }
        throw ValidationError("\(nodeName) cannot be the name of a node. Use letters, digits, `.`, `_` and `-`")
    }

    /// 1 to 63 letters, digits, `.`, `_` and `-`.
    static func isName(_ text: String) -> Bool {
        (1...63).contains(text.utf8.count)
            && text.allSatisfy { $0.isASCII && ($0.isLetter || $0.isNumber || "._-".contains($0)) }
    }

    func run() throws {
        guard let root = try node.resolvedRoot() else {
            throw Refusal(.usage, "node up needs a folder", hint: "slipway node up --root ~/node")
        }
        let layout = NodeLayout(root: root)
        if let running = Self.answer(layout) {
            let ignored = nodeName.flatMap { $0 == running.node ? nil : $0 }
            return try tell(
                "the daemon runs already" + (ignored.map { " as \(running.node); the name \($0) was ignored" } ?? ""),
                running)
        }
        let program = parent(of: try Files.real("/proc/self/exe")) + "/slipwayd"
        guard Files.exists(program) else {
            throw Refusal(.notFound, "there is no \(program)", hint: "slipway and slipwayd belong in one folder")
        }
        try Folders.make(root)
        try Folders.make(layout.run, mode: 0o700)
        let running = try launch(program, root, layout)
        try tell("the daemon runs, pid \(running.pid), root \(root)", running)
    }

    private func launch(_ program: String, _ root: String, _ layout: NodeLayout) throws -> NodeDocument {
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
            let running = Self.answer(layout)
        else {
            let how = daemon.ending(within: 100).map { "it ended with \($0)" } ?? "it does not answer"
            let words = ((try? Files.text(layout.daemonLog)) ?? "").split(separator: "\n").suffix(5).map(String.init)
            throw Refusal(.failed, "the daemon did not start: \(how)", hint: "see \(layout.daemonLog)", detail: words)
        }
        return running
    }

    private func tell(_ sentence: String, _ running: NodeDocument) throws {
        guard speech.json else { return Terminal.answer(sentence) }
        let document = DaemonDocument(done: sentence, pid: running.pid, root: running.root)
        Terminal.answer(try JSONText.string(document, pretty: true))
    }

    /// A socket that takes a connection is not yet a daemon that answers.
    private static func answer(_ layout: NodeLayout) -> NodeDocument? {
        guard let client = try? NodeClient(layout, start: ""), (try? client.send(NodeRequest(.node))) != nil,
            case .node(let document)? = (try? client.reply(deadline: Clock.monotonic() + 3000)) ?? nil
        else { return nil }
        return document
    }
}
