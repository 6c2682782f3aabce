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

    /// A command line for this node, as a hint shows it.
    func command(_ words: String) -> String { "slipway \(words)" + rootOption }

    /// The file of the key that a node in a user's own folder trusts beside its own; the system's trusts none.
    var development: String? { root == nil ? nil : UserFolders.developmentKey() }

    /// The command that starts the daemon.
    package var startCommand: String { root == nil ? "systemctl start slipwayd" : "slipway node up" + rootOption }

    private var rootOption: String { root.map { " --root " + ShellWord.quoted($0) } ?? "" }

    package init(root: String?, name: String, wrapper: String, daemon: String, version: String) {
        layout = NodeLayout(root: root)
        self.root = root
        self.name = name
        self.wrapper = wrapper
        self.daemon = daemon
        self.version = version
    }
}
