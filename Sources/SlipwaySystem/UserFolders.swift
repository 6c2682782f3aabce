import Glibc
import SlipwayModel

/// Where what belongs to one user lies, whoever asks.
package enum UserFolders {
    /// The user's signing keys: `$XDG_CONFIG_HOME/slipway/keys`, else `~/.config/slipway/keys`.
    package static func keys() -> String { keys(ProcessTable.environment()) }

    /// A configuration folder that is not absolute is passed over, as the XDG specification wants.
    package static func keys(_ environment: [String: String]) -> String {
        let configuration = environment["XDG_CONFIG_HOME"] ?? ""
        return (configuration.hasPrefix("/") ? configuration : home(environment) + "/.config") + "/slipway/keys"
    }

    /// The public half of the key that a user's first build makes.
    package static func developmentKey() -> String { keys() + "/" + development + ".pub" }

    /// Where an installation without root puts the user's node.
    package static func node(_ environment: [String: String] = ProcessTable.environment()) -> String {
        NodeFolder.ofUser(home(environment))
    }

    package static let development = "development"

    private static func home(_ environment: [String: String]) -> String {
        if let home = environment["HOME"], home.hasPrefix("/") { return home == "/" ? "" : home }
        return (try? HostUser.home(of: geteuid())) ?? ""
    }
}
