import CSlipwayLinux
import Glibc

/// Every file-changing system call of Slipway, one function each, and nothing else.
package enum Disk {
    /// Opens for writing. `exclusive` refuses what exists; otherwise the file is emptied unless `appending`.
    package static func create(
        _ path: String, mode: UInt32 = 0o644, exclusive: Bool = false, appending: Bool = false
    ) throws -> OpenFile {
        try Seam.pass(.create, path)
        let flags = O_WRONLY | O_CREAT | (exclusive ? O_EXCL : 0) | (appending ? O_APPEND : exclusive ? 0 : O_TRUNC)
        return OpenFile(owning: try OpenFile.opened(path, flags | O_NOFOLLOW, mode_t(mode)))
    }

    package static func write(_ bytes: UnsafeRawBufferPointer, to file: OpenFile, _ path: String) throws {
        var rest = bytes
        while !rest.isEmpty {
            let isShort = try Seam.pass(.write, path) == .short
            let most = isShort ? max(rest.count / 2, 1) : rest.count
            let count = try checked("write", path) { Glibc.write(file.fd, rest.baseAddress, most) }
            rest = UnsafeRawBufferPointer(rebasing: rest[count...])
        }
    }

    package static func write(_ bytes: [UInt8], to file: OpenFile, _ path: String) throws {
        try bytes.withUnsafeBytes { try write($0, to: file, path) }
    }

    package static func truncate(_ path: String, to size: Int64) throws {
        try Seam.pass(.truncate, path)
        try checked("shorten", path) { Glibc.truncate(path, off_t(size)) }
    }

    package static func sync(_ file: OpenFile, _ path: String) throws {
        if try Seam.pass(.sync, path) == .omit { return }
        try checked("sync", path) { fsync(file.fd) }
    }

    package static func syncFolder(_ path: String) throws {
        let folder = OpenFile(owning: try OpenFile.opened(path, O_RDONLY | O_DIRECTORY, 0))
        try sync(folder, path)
    }

    /// Writes out the whole filesystem of an open file.
    package static func syncAll(_ file: OpenFile, _ path: String) throws {
        if try Seam.pass(.syncAll, path) == .omit { return }
        let result = slw_syncfs(file.fd)
        if result < 0 { throw SystemError("sync the filesystem of", path, -result) }
    }

    package static func rename(_ from: String, to: String) throws {
        try Seam.pass(.rename, to)
        try checked("rename", "\(from) to \(to)") { Glibc.rename(from, to) }
    }

    /// Replaces nothing: EEXIST when something has the name.
    package static func rename(_ from: String, toNew to: String) throws {
        try Seam.pass(.rename, to)
        let result = slw_rename_new(from, to)
        if result < 0 { throw SystemError("rename", "\(from) to \(to)", -result) }
    }

    package static func link(_ from: String, to: String) throws {
        try Seam.pass(.link, to)
        try checked("link", to) { Glibc.link(from, to) }
    }

    package static func symlink(to target: String, at path: String) throws {
        try Seam.pass(.symlink, path)
        try checked("make the link", path) { Glibc.symlink(target, path) }
    }

    /// What is not there is as good as removed.
    package static func unlink(_ path: String) throws {
        try Seam.pass(.unlink, path)
        if Glibc.unlink(path) < 0 && errno != ENOENT { throw SystemError("remove", path, errno) }
    }

    /// What is already a folder is as good as made.
    package static func makeFolder(_ path: String, mode: UInt32 = 0o755) throws {
        if Files.isFolder(path) { return }
        try Seam.pass(.makeFolder, path)
        if mkdir(path, mode_t(mode)) < 0 && !(errno == EEXIST && Files.isFolder(path)) {
            throw SystemError("make the folder", path, errno)
        }
    }

    package static func removeFolder(_ path: String) throws {
        try Seam.pass(.removeFolder, path)
        if rmdir(path) < 0 && errno != ENOENT { throw SystemError("remove the folder", path, errno) }
    }

    package static func chmod(_ path: String, _ mode: UInt32) throws {
        try Seam.pass(.chmod, path)
        try checked("change the mode of", path) { Glibc.chmod(path, mode_t(mode)) }
    }

    /// `path`: for words only.
    package static func changeOwner(_ place: HeldPlace, _ path: String, _ user: HostUser) throws {
        try Seam.pass(.chmod, path)
        _ = try withExtendedLifetime(place) {
            try checked("give to \(user.name)", path) { chown(place.path, user.uid, user.gid) }
        }
    }

    package static func setTime(_ path: String, seconds: Int64) throws {
        try Seam.pass(.setTime, path)
        var times = [timespec(tv_sec: Int(seconds), tv_nsec: 0), timespec(tv_sec: Int(seconds), tv_nsec: 0)]
        try checked("set the time of", path) { utimensat(AT_FDCWD, path, &times, AT_SYMLINK_NOFOLLOW) }
    }

    package static func makeFIFO(_ path: String) throws {
        try Seam.pass(.makeFIFO, path)
        try checked("make the pipe", path) { mkfifo(path, 0o600) }
    }

    /// Reserves room, so that a full disk is found before the first byte is written.
    package static func allocate(_ file: OpenFile, _ path: String, bytes: Int64) throws {
        try Seam.pass(.allocate, path)
        let result = posix_fallocate(file.fd, 0, off_t(bytes))
        if result != 0 { throw SystemError("reserve room for", path, result) }
    }
}
