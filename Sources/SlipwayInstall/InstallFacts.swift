import SlipwayModel
package import SlipwayNode

/// What the host is like before anything is changed.
package struct InstallFacts: Sendable {
    /// Who starts the daemon.
    package enum Keeping: String, Sendable {
        case systemd
        case userSystemd
        /// A keeper of its own.
        case keeper
    }

    package enum KeyState: Sendable {
        /// Nobody has spoken about any key here.
        case none
        case trusted
        case unknown
        case revoked
    }

    /// Of the programs that are installed.
    package struct Installed: Hashable, Sendable {
        package var programs: String
        package var version: String
        package init(programs: String, version: String) {
            self.programs = programs
            self.version = version
        }
    }

    package var isRoot = false
    package var keeping = Keeping.keeper
    package var installed: Installed?
    /// A daemon answers, of those programs.
    package var runs = false
    /// One that is on trial, or was when its installer ended.
    package var isOnTrial = false
    package var key = KeyState.none
    package var floor: Int?
    /// The release is installed on this node already.
    package var isKnown = false
    /// The app runs it, and is well.
    package var isLive = false
    package var hasApp = false
    package var hasUnits = false
    package var hasCommand = false
    package var hasUser = false
    /// A file of somebody else's has the command's name.
    package var hasForeignCommand = false
    /// Whose folder the node would lie in, where that is neither this user's nor root's.
    package var foreignOwner: String?
    /// Free bytes where releases and where programs lie, and whether that is one disk.
    package var stateRoom: Int64 = 0
    package var libraryRoom: Int64 = 0
    package var isOneDisk = true
    package var inodes: Int64 = .max
    package var host = PreflightFacts()

    package init() {}
}
