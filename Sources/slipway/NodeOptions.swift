import ArgumentParser
import SlipwayControl
import SlipwayModel
import SlipwaySystem

/// Which node a verb speaks to.
struct NodeOptions: ParsableArguments {
    @Option(help: ArgumentHelp("The node's folder; without it, the system's own node.", valueName: "dir"))
    var root: String?

    /// Absolute, so that the daemon sees the same folder from anywhere.
    func resolvedRoot() throws -> String? {
        guard let root else { return nil }
        try NodeFolder.check(root)
        return Files.exists(root) ? try Files.real(root) : joined(try Files.workingFolder(), root)
    }

    func client() throws -> NodeClient {
        let root = try resolvedRoot()
        return try NodeClient(
            NodeLayout(root: root), start: root.map { "slipway node up --root \($0)" } ?? "systemctl start slipwayd")
    }

    /// One request to its end; replies but the last go to `body`.
    func ask(
        _ verb: NodeRequest.Verb, descriptors: [OpenFile] = [], _ body: (NodeReply) throws -> Void = { _ in }
    ) throws -> String {
        let client = try client()
        try client.send(NodeRequest(verb), descriptors: descriptors)
        return try client.conclude(body)
    }
}

/// How much a verb says, and in which form.
struct SpeechOptions: ParsableArguments {
    @Flag(help: "Print one JSON document instead of words.")
    var json = false

    @Flag(name: .shortAndLong, help: "Print the result only.")
    var quiet = false
}
