import Glibc
import SlipwayModel

/// Adds and removes accounts of this host in `/etc/passwd`, `/etc/group` and their shadows, as `useradd` would: a bare
/// host may have no such program. Under the lock that those programs take (`lckpwdf(3)`).
package struct HostAccounts: Sendable {
    /// Letters that a user's name may have (`useradd(8)`).
    package static let longestName = 32

    private let etc: String
    private static let lockName = ".pwd.lock"
    private static let limit = 16 << 20

    package init(etc: String = "/etc") { self.etc = etc }

    package var hasOperators: Bool { (try? table("group").number(of: HostGroup.operators)) ?? nil != nil }

    /// The group of those who may give the node orders. Returns its number.
    @discardableResult
    package func ensureOperators() throws -> UInt32 {
        if let known = try table("group").number(of: HostGroup.operators) { return known }
        return try alone { try addGroup(HostGroup.operators) }
    }

    /// The user that an app's programs run as, with a group of the same name.
    @discardableResult
    package func ensureUser(ofApp app: String) throws -> HostUser {
        let name = HostUser.nameOfApp(app)
        if let known = try HostUser.named(name, in: etc + "/passwd") { return known }
        guard name.utf8.count <= Self.longestName else {
            throw Refusal(
                .badInput, "the user \(name) would have a name that is longer than \(Self.longestName) letters",
                hint: "give the app a shorter name: deploy --app NAME")
        }
        return try alone {
            if let known = try HostUser.named(name, in: etc + "/passwd") { return known }
            let group = try table("group").number(of: name) ?? addGroup(name)
            return try addUser(name, group, of: app)
        }
    }

    /// What is not there is as good as removed.
    package func removeUser(ofApp app: String) throws {
        let name = HostUser.nameOfApp(app)
        try alone {
            for file in ["passwd", "shadow", "group", "gshadow"] { try remove(name, from: file) }
        }
    }

    package func removeOperators() throws {
        try alone { for file in ["group", "gshadow"] { try remove(HostGroup.operators, from: file) } }
    }

    // MARK: the files

    private func addGroup(_ name: String) throws -> UInt32 {
        var groups = try table("group")
        if let known = groups.number(of: name) { return known }
        guard let number = AccountTable.free(besides: groups.numbers.union(try table("passwd").numbers)) else {
            throw Self.full
        }
        groups.add([name, "x", "\(number)", ""])
        if var shadows = try existing("gshadow"), shadows.fields(of: name) == nil {
            shadows.add([name, "!", "", ""])
            try write(shadows, "gshadow", mode: 0o640)
        }
        try write(groups, "group", mode: 0o644)
        return number
    }

    /// The shadow first: until `passwd` has it nobody knows the user.
    private func addUser(_ name: String, _ group: UInt32, of app: String) throws -> HostUser {
        var users = try table("passwd")
        let taken = users.numbers
        guard let number = taken.contains(group) ? AccountTable.free(besides: taken) : group else { throw Self.full }
        if var shadows = try existing("shadow"), shadows.fields(of: name) == nil {
            shadows.add([name, "!", "\(Clock.wall() / 86_400_000)", "", "", "", "", "", ""])
            try write(shadows, "shadow", mode: 0o640)
        }
        users.add([name, "x", "\(number)", "\(group)", "Slipway app \(app)", "/nonexistent", "/usr/sbin/nologin"])
        try write(users, "passwd", mode: 0o644)
        return HostUser(name: name, uid: number, gid: group)
    }

    private static let full = Refusal(
        .failed, "no number from 100 to 999 is left for an account of this host",
        hint: "remove accounts that nobody needs from /etc/passwd and /etc/group")

    private func remove(_ name: String, from file: String) throws {
        guard var table = try existing(file), table.fields(of: name) != nil else { return }
        table.remove(name)
        try write(table, file, mode: file.hasSuffix("shadow") ? 0o640 : 0o644)
    }

    private func table(_ file: String) throws -> AccountTable { try existing(file) ?? AccountTable("") }

    private func existing(_ file: String) throws -> AccountTable? {
        guard Files.exists(etc + "/" + file) else { return nil }
        // A letter for each byte: other accounts' lines are whatever they are, and stay so.
        let bytes = try Files.read(etc + "/" + file, limit: Self.limit)
        return AccountTable(String(String.UnicodeScalarView(bytes.map { Unicode.Scalar($0) })))
    }

    /// Whole or as before, with the owner, group and mode that it has.
    private func write(_ table: AccountTable, _ file: String, mode: UInt32) throws {
        let path = etc + "/" + file
        let fresh = path + ".slipway"
        var old = Glibc.stat()
        let isThere = stat(path, &old) == 0
        try Disk.unlink(fresh)
        do {
            let written = try Disk.create(fresh, mode: 0o600, exclusive: true)
            try Disk.write(table.text.unicodeScalars.map { UInt8($0.value) }, to: written, fresh)
            if isThere, geteuid() == 0, let place = try HeldPlace(fresh) {
                try Disk.changeOwner(place, fresh, HostUser(name: file, uid: old.st_uid, gid: old.st_gid))
            }
            try Disk.chmod(fresh, isThere ? UInt32(old.st_mode & 0o7777) : mode)
            try Disk.sync(written, fresh)
            try Disk.rename(fresh, to: path)
        } catch {
            try? Disk.unlink(fresh)
            throw error
        }
        try Disk.syncFolder(etc)
    }

    /// With the lock that `useradd` and its like take; it goes with the descriptor.
    private func alone<Result>(_ body: () throws -> Result) throws -> Result {
        let path = etc + "/" + Self.lockName
        let file = try Disk.create(path, mode: 0o600, appending: true)
        // The host's lock belongs to a process and lets its threads pass; this one holds them up.
        try checked("lock", path) { flock(file.fd, LOCK_EX) }
        var lock = flock()
        lock.l_type = Int16(F_WRLCK)
        lock.l_whence = Int16(SEEK_SET)
        try checked("lock", path) { fcntl(file.fd, F_SETLKW, &lock) }
        return try withExtendedLifetime(file) { try body() }
    }
}
