import Glibc
import SlipwayModel
import SlipwaySystem

/// The user of the host that one app's programs run as, where the wrapper is root, and what has to belong to it.
enum AppUser {
    static func name(_ app: AppLayout) -> String { "slipway-" + app.name }

    /// nil when this wrapper is no root, or the host has no such user.
    static func of(_ app: AppLayout) -> HostUser? { geteuid() == 0 ? HostUser.named(name(app)) : nil }

    /// Gives a slot's folders to its user, just made or of a time before there was one, and opens the way to them.
    static func own(_ slot: SlotLayout, _ shared: [String], _ user: HostUser) throws {
        for folder in [slot.app.run, parent(of: slot.run)] where try Files.facts(folder)?.kind == .folder {
            try Disk.chmod(folder, 0o711)
        }
        try give(slot.app.logPipe, user)
        for folder in [slot.run, slot.temp, slot.work, slot.app.shared] { try giveAll(folder, user) }
        for name in shared {
            var folder = slot.app.shared
            for part in name.split(separator: "/") {
                folder += "/" + part
                guard try Files.facts(folder)?.kind == .folder else { break }
                try give(folder, user)
            }
        }
    }

    /// The folder itself last: until it is the user's, nobody but root changes what is below it.
    private static func giveAll(_ folder: String, _ user: HostUser) throws {
        guard let facts = try Files.facts(folder), facts.kind == .folder, facts.owner != user.uid else { return }
        for name in try Files.names(in: folder) {
            let path = folder + "/" + name
            if try Files.facts(path)?.kind == .folder { try giveAll(path, user) } else { try give(path, user) }
        }
        try give(folder, user)
    }

    /// Never what has another name somewhere else.
    private static func give(_ path: String, _ user: HostUser) throws {
        guard let facts = try Files.facts(path), facts.owner != user.uid, facts.kind == .folder || facts.links == 1
        else { return }
        try Disk.changeOwner(path, user)
    }
}
