import ArgumentParser
import SlipwayModel
import SlipwayNode

struct ServeCommand: ParsableCommand {
    static let configuration = CommandConfiguration(commandName: "serve", abstract: "Run the daemon (the default).")

    @Option(help: "Keep everything of the node in this folder, which an ordinary user may own.")
    var root: String?

    @Option(help: "What the node calls itself; its host name by default.")
    var nodeName: String?

    @Option(help: "The wrapper program; beside this program by default.")
    var wrapper: String?

    @Option(help: "Who starts wrappers: systemd, user (the user's own systemd) or none; as installed by default.")
    var serviceManager: Starter?

    /// As `--service-manager` has it.
    enum Starter: String, ExpressibleByArgument {
        case systemd, user, none

        var keeping: Keeping {
            switch self {
            case .systemd: .systemd(user: false)
            case .user: .systemd(user: true)
            case .none: .forks
            }
        }
    }

    func run() throws {
        let code = Daemon.run(
            root: root, nodeName: nodeName, wrapper: wrapper, keeping: serviceManager.map(\.keeping))
        if code != .done { throw ArgumentParser.ExitCode(code.rawValue) }
    }
}
