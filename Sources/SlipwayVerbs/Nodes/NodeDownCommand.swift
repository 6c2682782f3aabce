import ArgumentParser
import SlipwayControl
import SlipwayModel
import SlipwaySystem

struct NodeDownCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "down", abstract: "End slipwayd; the apps run on unless told otherwise.",
        discussion: "Example: slipway node down --root ~/node --stop-apps")

    @OptionGroup var node: NodeOptions
    @Flag(help: "Stop every app and its wrapper as well; `node up` brings them back.") var stopApps = false
    @OptionGroup var speech: SpeechOptions

    func run() throws {
        let root = try node.resolvedRoot()
        let lock = NodeLayout(root: root).lock
        var running: NodeDocument?
        _ = try node.askDaemon(.node) { if case .node(let it) = $0 { running = it } }
        guard let running else { throw Refusal(.unreachable, "the daemon told nothing of itself") }
        let daemon = ProcessTable.identity(of: running.pid).flatMap(ChildProcess.adopt)
        let sentence = try node.askDaemon(.shutDown(stoppingApps: stopApps))
        // The daemon holds this lock until it has nothing more to do.
        _ = try FileLock(waitingFor: lock)
        _ = daemon?.ending(within: 5000)
        guard speech.json else { return Terminal.answer(sentence) }
        let document = DaemonDocument(done: sentence, pid: running.pid, root: running.root)
        Terminal.answer(try JSONText.string(document, pretty: true))
    }
}
