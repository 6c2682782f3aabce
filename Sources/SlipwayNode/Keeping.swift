import Glibc
import SlipwaySystem

/// Who starts wrappers, and starts them again when they die.
package enum Keeping: Hashable, Sendable {
    /// The daemon, as processes that outlive it.
    case forks
    /// systemd, as instances of `slipway-app@.service`; `user`: the one of this user instead of the host's.
    case systemd(user: Bool)

    /// What `systemctl --user` needs, also where a session has not set it.
    package static var userEnvironment: [String: String] {
        ProcessTable.environment()["XDG_RUNTIME_DIR"] == nil ? ["XDG_RUNTIME_DIR": "/run/user/\(geteuid())"] : [:]
    }

    /// The template of the units that run wrappers.
    package static let unit = "slipway-app@.service"
    package static let systemUnits = "/etc/systemd/system"
    /// Of one user, below the home folder.
    package static let userUnits = ".config/systemd/user"

    /// As the node was installed. `root`: nil for the system's own node.
    package static func found(root: String?) -> Keeping {
        guard Files.isFolder("/run/systemd/system") else { return .forks }
        guard let root else {
            return geteuid() == 0 && Files.exists(systemUnits + "/" + unit) ? .systemd(user: false) : .forks
        }
        // A unit of another folder is no business of this node.
        guard let home = ProcessTable.environment()["HOME"],
            let text = try? Files.text(home + "/" + userUnits + "/" + unit), text.contains(folderLine(root))
        else { return .forks }
        return .systemd(user: true)
    }

    /// The line of a user's unit that tells whose node it is.
    package static func folderLine(_ root: String) -> String { "# node: \(root)\n" }
}
