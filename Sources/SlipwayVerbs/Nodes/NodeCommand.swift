import ArgumentParser
import SlipwayControl
import SlipwayModel
import SlipwaySystem

struct NodeCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "node", abstract: "The node and its daemon: up, down, status, set.",
        discussion: "Example: slipway node up --root ~/node",
        subcommands: [NodeUpCommand.self, NodeDownCommand.self, NodeStatusCommand.self, NodeSetCommand.self])
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
        if document.warmStart == "off" { Terminal.answer("  warm start off (node.json)") }
    }
}
