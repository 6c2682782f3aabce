import Glibc
package import SlipwayModel
import SlipwaySystem

/// What a daemon is started with.
package struct NodeConfiguration: Sendable {
    package var layout: NodeLayout
    /// nil: the system's own node.
    package var root: String?
    package var name: String
    /// The wrapper program.
    package var wrapper: String
    /// This very program, which is also the worker.
    package var daemon: String
    package var version: String
    package var keeping: Keeping

    /// A command line for this node, as a hint shows it.
    func command(_ words: String) -> String { "slipway \(words)" + rootOption }

    /// The file of the key that a node in a user's own folder trusts beside its own; the system's trusts none.
    var development: String? { root == nil ? nil : UserFolders.developmentKey() }

    /// The command that starts the daemon.
    package var startCommand: String {
        switch keeping {
        case .systemd(let user): user ? "systemctl --user start slipwayd" : "systemctl start slipwayd"
        case .forks: root == nil ? Self.systemStart : "slipway node up" + rootOption
        }
    }

    /// Of the system's own node; where no systemd is, the keeper has to be started as the installer has told.
    private static var systemStart: String {
        Files.isFolder("/run/systemd/system")
            ? "systemctl start slipwayd" : "/usr/local/lib/slipway/current/slipwayd keep --background"
    }

    /// The group whose members may command the system's own node, where root runs it; nil elsewhere.
    var operators: HostGroup? {
        root == nil && geteuid() == 0 ? (try? HostGroup.named(HostGroup.operators)) ?? nil : nil
    }

    private var rootOption: String { root.map { " --root " + ShellWord.quoted($0) } ?? "" }

    /// `keeping`: as the node was installed when nil.
    package init(
        root: String?, name: String, wrapper: String, daemon: String, version: String, keeping: Keeping? = nil
    ) {
        self.keeping = keeping ?? Keeping.found(root: root)
        layout = NodeLayout(root: root)
        self.root = root
        self.name = name
        self.wrapper = wrapper
        self.daemon = daemon
        self.version = version
    }
}
