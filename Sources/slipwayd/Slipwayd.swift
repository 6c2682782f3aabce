import ArgumentParser
import Glibc
import SlipwayModel
import SlipwayNode
import SlipwaySystem

/// The node daemon: flags, then `Node.run`.
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
        ProcessTable.configureStaticLookups()
        // libarchive reads names by the locale; the host's may know no UTF-8.
        setlocale(LC_CTYPE, "C.UTF-8")
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
        do {
            let program = try Files.real("/proc/self/exe")
            let configuration = NodeConfiguration(
                root: try root.map { path in
                    try NodeFolder.check(path)
                    try Folders.make(path)
                    return try Files.real(path)
                }, name: nodeName ?? hostName(), wrapper: wrapper ?? parent(of: program) + "/slipway-wrapper",
                daemon: program, version: Program.version)
            try Node(configuration).run()
        } catch let refusal as Refusal {
            complain(refusal)
            throw ArgumentParser.ExitCode(refusal.code.rawValue)
        } catch let error as SystemError {
            complain(error.refusal)
            throw ArgumentParser.ExitCode(error.refusal.code.rawValue)
        }
    }

    private func hostName() -> String {
        ((try? Files.text("/proc/sys/kernel/hostname")) ?? "node").filter { !$0.isWhitespace }
    }

    private func complain(_ refusal: Refusal) {
        let text = "slipwayd: \(refusal.sentence)\n" + (refusal.hint.map { "hint: \($0)\n" } ?? "")
        _ = write(2, text, text.utf8.count)
    }
}

struct WorkerCommand: ParsableCommand {
    static let configuration = CommandConfiguration(commandName: "worker", shouldDisplay: false)

    @Argument var task: String
    @Option var root: String?

    func run() throws {
        throw ArgumentParser.ExitCode(Worker.main(task: task, layout: NodeLayout(root: root)))
    }
}
