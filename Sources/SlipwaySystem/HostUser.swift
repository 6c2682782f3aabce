import Glibc

/// A user of this host, as `/etc/passwd` has it.
package struct HostUser: Hashable, Sendable {
    package let name: String
    package let uid: UInt32
    package let gid: UInt32

    /// Who an app's programs run as where this process is root; nil elsewhere, and where the host has no such user.
    /// Throws when the host does not tell its users.
    package static func known(ofApp name: String) throws -> HostUser? {
        geteuid() == 0 ? try named(nameOfApp(name)) : nil
    }

    /// The same for what has to be run anyhow: as a user who may do nothing when the host does not tell its users.
    package static func ofApp(_ name: String) -> HostUser? {
        do { return try known(ofApp: name) } catch { return nobody }
    }

    /// Who owns nothing.
    package static let nobody = HostUser(name: "nobody", uid: 65534, gid: 65534)

    package static func nameOfApp(_ name: String) -> String { "slipway-" + name }

    /// nil when there is no such user, or no such file.
    package static func named(_ name: String, in file: String = "/etc/passwd") throws -> HostUser? {
        for line in try text(file).split(separator: "\n") where line.hasPrefix(name + ":") {
            let fields = line.split(separator: ":", omittingEmptySubsequences: false)
            guard fields.count > 3, let uid = UInt32(fields[2]), let gid = UInt32(fields[3]) else { continue }
            return HostUser(name: name, uid: uid, gid: gid)
        }
        return nil
    }

    /// The home folder of a user; nil when there is no such user, or no such file.
    package static func home(of uid: UInt32, in file: String = "/etc/passwd") throws -> String? {
        for line in try text(file).split(separator: "\n") {
            let fields = line.split(separator: ":", omittingEmptySubsequences: false)
            if fields.count > 5, UInt32(fields[2]) == uid, fields[5].hasPrefix("/") { return String(fields[5]) }
        }
        return nil
    }

    private static func text(_ file: String) throws -> String {
        do { return try Files.text(file) } catch let error as SystemError where error.code == ENOENT { return "" }
    }
}
