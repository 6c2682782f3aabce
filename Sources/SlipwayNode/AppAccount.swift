import Glibc
import SlipwayModel
import SlipwaySystem

/// Sees that an app of the system's own node has a user of this host to run as.
enum AppAccount {
    /// Letters of an app's name: what the host allows a user, without what ours begin with.
    static let longestName = HostAccounts.longestName - HostUser.nameOfApp("").utf8.count
    /// Milliseconds.
    private static let patience: Int64 = 30_000

    /// Nodes in folders give no app a user of its own.
    private static func isNeeded(_ configuration: NodeConfiguration) -> Bool {
        configuration.root == nil && geteuid() == 0
    }

    /// Refuses what could not have one, before anything is begun.
    static func check(_ name: String, _ configuration: NodeConfiguration) throws {
        if isNeeded(configuration) { try check(name) }
    }

    static func check(_ name: String) throws {
        guard name.utf8.count > longestName else { return }
        throw Refusal(
            .badInput,
            "the app's name \(name) has \(name.utf8.count) letters, and its user on this host can have \(longestName)",
            hint: "give it a shorter one: deploy --app NAME")
    }

    /// By a unit of its own where systemd is, for the daemon may not write the host's accounts there.
    static func ensure(_ name: String, _ configuration: NodeConfiguration) throws {
        guard isNeeded(configuration), try HostUser.known(ofApp: name) == nil else { return }
        switch configuration.keeping {
        case .forks: try HostAccounts().ensureUser(ofApp: name)
        case .systemd(let user):
            let unit = "slipway-user@\(name).service"
            try AppUnit.systemctl(["start", unit], user: user, within: patience)
            guard try HostUser.known(ofApp: name) == nil else { return }
            throw NodeError("add", "the user \(HostUser.nameOfApp(name))", "see journalctl -u \(unit)")
        }
    }
}
