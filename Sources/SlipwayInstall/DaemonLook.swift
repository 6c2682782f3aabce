import SlipwayControl
import SlipwayModel
import SlipwayNode
import SlipwaySystem

/// Asks the daemon of a node; what does not answer in time does not run.
struct DaemonLook {
    let paths: InstallPaths
    /// Milliseconds.
    private static let patience: Int64 = 5000

    /// nil where none answers.
    var node: NodeDocument? {
        guard case .node(let document)? = first(.node) else { return nil }
        return document
    }

    func app(_ name: String) -> StatusDocument.App? {
        guard case .status(let document)? = first(.status(app: nil)) else { return nil }
        return document.apps.first { $0.name == name }
    }

    var apps: [String] { node?.apps ?? [] }

    /// Apps with a switch under way.
    var busy: [String] {
        guard case .status(let document)? = first(.status(app: nil)) else { return [] }
        return document.apps.filter { $0.underWay != nil }.map(\.name)
    }

    /// The folder's name of the programs that it runs; nil where it is none of ours.
    func programs(_ document: NodeDocument) -> String? {
        guard let program = try? Files.linkTarget("/proc/\(document.pid)/exe"),
            let library = try? Files.real(paths.library)
        else { return nil }
        let folder = parent(of: program)
        return parent(of: folder) == library ? lastName(of: folder) : nil
    }

    /// Sends a request to its end.
    func ask(_ verb: NodeRequest.Verb, descriptors: [OpenFile] = []) throws -> String {
        let client = try NodeClient(paths.node, start: paths.line("node up"))
        try client.send(NodeRequest(verb), descriptors: descriptors)
        return try client.conclude { _ in }
    }

    private func first(_ verb: NodeRequest.Verb) -> NodeReply? {
        guard let client = try? NodeClient(paths.node, start: ""), (try? client.send(NodeRequest(verb))) != nil else {
            return nil
        }
        return (try? client.reply(deadline: Clock.monotonic() + Self.patience)) ?? nil
    }
}
