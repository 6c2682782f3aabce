import SlipwayModel
import SlipwaySystem

/// What the node is for the host: its run folder, and what it tells the service manager.
extension Node {
    /// The operators of the system's own node may enter it; what lies there tells itself who may open it.
    func makeRunFolder() throws {
        let run = configuration.layout.run
        try Folders.make(run, mode: 0o700)
        guard let operators = configuration.operators else { return }
        try operators.own(run)
        try Disk.chmod(run, 0o750)
    }

    /// Called where clients are accepted, so that it tells that they are: that the daemon lives, and how many apps it
    /// has. Takes the lock that each request takes; returns after how many milliseconds it wants to be called again,
    /// -1 for never.
    func tell(_ notice: SystemdNotice?) -> Int32 {
        guard let notice else { return -1 }
        notice.status(summary)
        guard let pulse = notice.pulse else { return -1 }
        notice.alive()
        return Int32(clamping: pulse)
    }

    var summary: String {
        let count = names.count
        let unreadable = damaged.count
        return "\(count) \(count == 1 ? "app" : "apps")" + (unreadable == 0 ? "" : ", \(unreadable) cannot be read")
    }
}
