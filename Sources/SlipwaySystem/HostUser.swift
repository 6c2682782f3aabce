/// A user of this host, as `/etc/passwd` has it.
package struct HostUser: Hashable, Sendable {
    package let name: String
    package let uid: UInt32
    package let gid: UInt32

    /// nil when there is no such user.
    package static func named(_ name: String, in file: String = "/etc/passwd") -> HostUser? {
        for line in ((try? Files.text(file)) ?? "").split(separator: "\n") where line.hasPrefix(name + ":") {
            let fields = line.split(separator: ":", omittingEmptySubsequences: false)
            guard fields.count > 3, let uid = UInt32(fields[2]), let gid = UInt32(fields[3]) else { continue }
            return HostUser(name: name, uid: uid, gid: gid)
        }
        return nil
    }
}
