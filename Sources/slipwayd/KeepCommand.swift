import ArgumentParser
import SlipwayModel
import SlipwayNode
import SlipwaySystem

struct KeepCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "keep", abstract: "Run the daemon, and start it again when it dies.",
        discussion: """
            For hosts without systemd. SIGTERM ends it with the daemon, SIGHUP starts the daemon anew; the apps run on.

            Example: slipwayd keep --background
            """)

    @Option(help: "Keep everything of the node in this folder, which an ordinary user may own.")
    var root: String?

    @Option(help: "What the node calls itself; its host name by default.")
    var nodeName: String?

    @Option(help: "The daemon's program, looked up at each start; this very program by default.")
    var program: String?

    @Flag(help: "Return once the daemon serves.")
    var background = false

    /// The path that this was started by, which may be a link that an upgrade moves.
    private static var called: String? { CommandLine.arguments.first.flatMap { $0.hasPrefix("/") ? $0 : nil } }

    func run() throws {
        do {
            let own = try Files.real("/proc/self/exe")
            let root = try root.map { path in
                try NodeFolder.check(path)
                try Folders.make(path)
                return try Files.real(path)
            }
            let call = Keeper.Call(root: root, nodeName: nodeName, program: program ?? Self.called ?? own)
            if background { return print(try Keeper.background(call, program: own)) }
            throw ArgumentParser.ExitCode(try Keeper.run(call))
        } catch let refusal as Refusal {
            throw ArgumentParser.ExitCode(Daemon.complain(refusal).rawValue)
        } catch let error as SystemError {
            throw ArgumentParser.ExitCode(Daemon.complain(error.refusal).rawValue)
        }
    }
}
