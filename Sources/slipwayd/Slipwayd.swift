import ArgumentParser
import SlipwayModel
import SlipwayNode
import SlipwayVerbs

/// The program of a node: by the name `slipway` the node's verbs, by any other the daemon and what belongs to it.
@main
struct Slipwayd: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "slipwayd",
        abstract: "Keeps the apps of one node as they are wanted.",
        discussion: """
            Runs in the foreground; `slipway node up` starts it in the background. Called by the name slipway, through \
            a link for example, it answers as slipway for the verbs of a node.

            Example: slipwayd --root ~/node
            """,
        version: "slipwayd \(Program.version)",
        subcommands: [
            ServeCommand.self, WorkerCommand.self, KeepCommand.self, InstallCommand.self, ReturnCommand.self,
            UserCommand.self,
        ], defaultSubcommand: ServeCommand.self)

    static func main() {
        Daemon.prepareProcess()
        let words = CommandLine.arguments
        if CommandTree.isMeant(by: words.first ?? "") { CommandTree.node.run(Array(words.dropFirst())) }
        // Its refusals are an installer's, in the words and with the exit codes of slipway.
        if words.dropFirst().first == "install" { CommandTree.install.run(Array(words.dropFirst(2))) }
        main(nil)
    }
}
