import ArgumentParser
import SlipwayControl
import SlipwayModel
import SlipwayNode
import SlipwaySystem

/// Which node a verb speaks to.
struct NodeOptions: ParsableArguments {
    @Option(
        help: ArgumentHelp("The node's folder; without it, the system's own node.", valueName: "dir"),
        completion: .directory)
    var root: String?

    /// What was named, else what is meant without a name; nil for the system's own node.
    var meant: String? { root ?? HomeNode.root() }

    /// Absolute, so that the daemon sees the same folder from anywhere.
    func resolvedRoot() throws -> String? {
        guard let root = meant else { return nil }
        try NodeFolder.check(root)
        if Files.exists(root), !Files.isFolder(root) {
            throw Refusal(.usage, "\(root) is a file, not a folder", hint: "name a folder: --root ~/node")
        }
        return Files.exists(root) ? try Files.real(root) : joined(try Files.workingFolder(), root)
    }

    func client() throws -> NodeClient {
        let configuration = try offline()
        return try NodeClient(configuration.layout, start: configuration.startCommand)
    }

    /// One request to its end; replies but the last go to `body`. While no daemon runs, what can be done without one
    /// is done here.
    func ask(
        _ verb: NodeRequest.Verb, descriptors: [OpenFile] = [], _ body: (NodeReply) throws -> Void = { _ in }
    ) throws -> String {
        let client: NodeClient
        do {
            client = try self.client()
        } catch let refusal as Refusal where refusal.code == .unreachable {
            return try OfflineNode.ask(
                NodeRequest(verb), configuration: try offline(), descriptors: descriptors, body)
        }
        try client.send(NodeRequest(verb), descriptors: descriptors)
        return try client.conclude(body)
    }

    /// The same, of the daemon only.
    func askDaemon(
        _ verb: NodeRequest.Verb, descriptors: [OpenFile] = [], _ body: (NodeReply) throws -> Void = { _ in }
    ) throws -> String {
        let client = try client()
        try client.send(NodeRequest(verb), descriptors: descriptors)
        return try client.conclude(body)
    }

    /// The command that starts the daemon.
    var daemonStart: String { (try? offline())?.startCommand ?? "slipway node up" }

    private func offline() throws -> NodeConfiguration {
        let programs = parent(of: try Files.real("/proc/self/exe"))
        let host = ((try? Files.text("/proc/sys/kernel/hostname")) ?? "node").filter { !$0.isWhitespace }
        return NodeConfiguration(
            root: try resolvedRoot(), name: host, wrapper: programs + "/slipway-wrapper",
            daemon: programs + "/slipwayd", version: Program.version)
    }

    /// The command a person types for this node, such as `slipway status shop --root /home/ada/node`.
    func command(_ words: String) -> String { command(words, meant: meant) }

    func command(_ words: String, meant: String?) -> String {
        "slipway \(words)" + ((root ?? meant).map { " --root \(ShellWord.quoted($0))" } ?? "")
    }
}
