import ArgumentParser
import SlipwayModel
import SlipwayNode

/// The node daemon: flags, then `Daemon.run`.
@main
struct Slipwayd: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "slipwayd",
        abstract: "Keeps the apps of one node as they are wanted.",
        discussion: """
            Runs in the foreground; `slipway node up` starts it in the background.

            Example: slipwayd --root ~/node
            """,
        version: "slipwayd \(Program.version)",
        subcommands: [Serve.self, WorkerCommand.self], defaultSubcommand: Serve.self)

    static func main() {
        Daemon.prepareProcess()
        main(nil)
    }
}

struct Serve: ParsableCommand {
    static let configuration = CommandConfiguration(commandName: "serve", abstract: "Run the daemon (the default).")

    @Option(help: "Keep everything of the node in this folder, which an ordinary user may own.")
    var root: String?

    @Option(help: "What the node calls itself; its host name by default.")
    var nodeName: String?

    @Option(help: "The wrapper program; beside this program by default.")
    var wrapper: String?

    func run() throws {
        let code = Daemon.run(root: root, nodeName: nodeName, wrapper: wrapper)
        if code != .done { throw ArgumentParser.ExitCode(code.rawValue) }
    }
}

struct WorkerCommand: ParsableCommand {
    static let configuration = CommandConfiguration(commandName: "worker", shouldDisplay: false)

    /// See `WorkerCall`.
    @Argument(parsing: .captureForPassthrough) var words: [String] = []

    func run() throws {
        throw ArgumentParser.ExitCode(Worker.main(words))
    }
}
