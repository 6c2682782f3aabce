import Glibc

/// A group of this host, as `/etc/group` has it.
package struct HostGroup: Hashable, Sendable {
    package let name: String
    package let gid: UInt32

    package init(name: String, gid: UInt32) {
        self.name = name
        self.gid = gid
    }

    /// Whose members may command the system's own node.
    package static let operators = "slipway"

    /// nil when there is no such group, or no such file.
    package static func named(_ name: String, in file: String = "/etc/group") throws -> HostGroup? {
        for line in try text(file).split(separator: "\n") where line.hasPrefix(name + ":") {
            let fields = line.split(separator: ":", omittingEmptySubsequences: false)
            if fields.count > 2, let gid = UInt32(fields[2]) { return HostGroup(name: name, gid: gid) }
        }
        return nil
    }

    /// Makes it the group of what lies there; its user stays.
    package func own(_ path: String) throws {
        guard let place = try HeldPlace(path) else { throw SystemError("give to \(name)", path, ENOENT) }
        try Disk.changeOwner(place, path, HostUser(name: name, uid: place.facts.owner, gid: gid))
    }

    private static func text(_ file: String) throws -> String {
        do { return try Files.text(file) } catch let error as SystemError where error.code == ENOENT { return "" }
    }
}
