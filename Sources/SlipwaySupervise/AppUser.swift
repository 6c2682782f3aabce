package import SlipwayModel
package import SlipwaySystem

/// What has to belong to the user that an app's programs run as. Never a folder that holds what is ours: who owns it
/// could put a link in its place.
package enum AppUser {
    /// Gives a slot's folders to its user, just made or of a time before there was one, and opens the way to them.
    package static func own(_ slot: SlotLayout, _ shared: [String], _ user: HostUser) throws {
        for folder in [slot.app.run, parent(of: slot.run)] where try Files.facts(folder)?.kind == .folder {
            try Disk.chmod(folder, 0o711)
        }
        try give(slot.app.logPipe, user)
        for folder in [slot.run, slot.temp, slot.work] { try give(folder, user) }
        for name in shared { try give(name, below: slot.app.shared, user) }
    }

    /// Removes what the app's user may change meanwhile; all the same where there is none.
    static func removeAll(_ path: String, _ app: AppLayout) throws {
        let isOurs = (try? HostUser.known(ofApp: app.name)) == .some(.none)
        try isOurs ? Folders.removeAll(path) : Folders.removeAllHeld(path)
    }

    /// Follows no link on the way: one is an operator's, who says whose is what it leads to.
    private static func give(_ name: String, below folder: String, _ user: HostUser) throws {
        var held: [HeldPlace] = []
        var path = folder
        for name in [nil] + name.split(separator: "/").map(Optional.some) {
            if let name, let last = held.last { path = last.path + "/" + name }
            guard let place = try HeldPlace(path), place.facts.kind == .folder else { return }
            held.append(place)
        }
        try withExtendedLifetime(held) { try give(path, user) }
    }

    /// With all that is below it. The folder itself last: until it is the user's, only root changes what is below it.
    private static func give(_ path: String, _ user: HostUser) throws {
        guard let place = try HeldPlace(path), place.facts.owner != user.uid else { return }
        if place.facts.kind == .folder {
            try withExtendedLifetime(place) { for entry in try place.entries() { try give(entry, user) } }
        } else if place.facts.links != 1 {
            // It has another name somewhere else.
            return
        }
        try Disk.changeOwner(place, path, user)
    }
}
