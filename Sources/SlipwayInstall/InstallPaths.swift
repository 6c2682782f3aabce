package import SlipwayModel

/// Where an installation lies, and so whose it is.
package enum Scope: Hashable, Sendable {
    /// The host's own; programs below the prefix, `/usr/local` where that can be written.
    case system(prefix: String)
    /// An ordinary user's, below the home folder.
    case home(String)
    /// All of it in one folder.
    case folder(String)
}

/// The places of an installation.
package struct InstallPaths: Hashable, Sendable {
    package let scope: Scope
    package init(_ scope: Scope) { self.scope = scope }

    /// nil: the system's own node.
    package var root: String? {
        switch scope {
        case .system: nil
        case .home(let home): NodeFolder.ofUser(home)
        case .folder(let folder): folder
        }
    }

    package var node: NodeLayout { NodeLayout(root: root) }

    /// A folder for each version, and the links to them.
    package var library: String {
        switch scope {
        case .system(let prefix): prefix + "/lib/slipway"
        case .home(let home): home + "/.local/lib/slipway"
        case .folder(let folder): folder + "/lib/slipway"
        }
    }

    /// The command.
    package var command: String {
        switch scope {
        case .system(let prefix): prefix + "/bin/slipway"
        case .home(let home): home + "/.local/bin/slipway"
        case .folder(let folder): folder + "/bin/slipway"
        }
    }

    /// A link to the version in use.
    package var current: String { library + "/current" }
    /// A link to the one before, to go back to.
    package var previous: String { library + "/previous" }
    /// There while a version is on trial.
    package var trial: String { library + "/trial.json" }
    package func programs(_ id: String) -> String { library + "/" + id }

    /// Held by whoever installs.
    package var lock: String { library + "/install.lock" }

    /// As a command line of this node, for hints.
    package func line(_ words: String) -> String {
        "slipway \(words)" + (rootOption.map { " --root " + ShellWord.quoted($0) } ?? "")
    }

    /// Programs find the node of a user's home by themselves.
    private var rootOption: String? {
        switch scope {
        case .system, .home: nil
        case .folder(let folder): folder
        }
    }
}
