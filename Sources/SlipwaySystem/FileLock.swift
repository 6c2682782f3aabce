import Glibc

/// An exclusive `flock`, held for as long as the value lives; the kernel drops it with the process.
package final class FileLock: Sendable {
    private let file: OpenFile

    package var fd: Int32 { file.fd }

    /// Goes on holding what the program that this process was before has locked.
    package init(held file: OpenFile) { self.file = file }

    /// nil when another process holds it.
    package init?(_ path: String) throws {
        file = try Disk.create(path, mode: 0o600, appending: true)
        if flock(file.fd, LOCK_EX | LOCK_NB) < 0 {
            if errno == EWOULDBLOCK { return nil }
            throw SystemError("lock", path, errno)
        }
    }

    /// Gives a holder this long to let go: a program that was killed while it started another leaves the lock, for a
    /// moment, with a copy of itself.
    package static func taken(_ path: String, within milliseconds: Int64) throws -> FileLock? {
        let deadline = Clock.monotonic() + milliseconds
        repeat {
            if let lock = try FileLock(path) { return lock }
            _ = poll(nil, 0, 10)
        } while Clock.monotonic() < deadline
        return nil
    }

    /// Waits for the holder to let go.
    package init(waitingFor path: String) throws {
        let file = try Disk.create(path, mode: 0o600, appending: true)
        try checked("lock", path) { flock(file.fd, LOCK_EX) }
        self.file = file
    }

    /// A shared lock, beside others of its kind; waits for an exclusive holder to let go.
    package init(sharing path: String) throws {
        let file = try Disk.create(path, mode: 0o600, appending: true)
        try checked("lock", path) { flock(file.fd, LOCK_SH) }
        self.file = file
    }
}
