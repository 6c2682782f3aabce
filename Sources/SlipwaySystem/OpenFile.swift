import CSlipwayLinux
import Glibc

/// An open descriptor, closed when its owner lets go of it. Always close-on-exec.
package final class OpenFile: @unchecked Sendable {
    package let fd: Int32

    package init(owning fd: Int32) { self.fd = fd }
    deinit { close(fd) }

    package static func read(_ path: String) throws -> OpenFile {
        try OpenFile(owning: opened(path, O_RDONLY, 0))
    }

    /// Opens without side effects on any file: neither created, truncated nor written.
    static func opened(_ path: String, _ flags: Int32, _ mode: mode_t) throws -> Int32 {
        let fd = slw_open(path, flags, mode)
        if fd < 0 { throw SystemError("open", path, -fd) }
        return fd
    }

    /// Up to `buffer.count` bytes; 0 at the end.
    package func read(into buffer: UnsafeMutableRawBufferPointer) throws -> Int {
        try checked("read", "descriptor \(fd)") { Glibc.read(fd, buffer.baseAddress, buffer.count) }
    }

    /// Up to `buffer.count` bytes from an offset, without touching the position; 0 at the end.
    package func read(into buffer: UnsafeMutableRawBufferPointer, at offset: Int64) throws -> Int {
        try checked("read", "descriptor \(fd)") { pread(fd, buffer.baseAddress, buffer.count, off_t(offset)) }
    }

    /// Everything from the present position; refuses more than `limit` bytes.
    package func readAll(limit: Int) throws -> [UInt8] {
        var all: [UInt8] = []
        while true {
            // Not filled with zeros first: what is not read into stays untouched.
            let piece = try [UInt8](unsafeUninitializedCapacity: 65_536) { $1 = try read(into: .init($0)) }
            if piece.isEmpty { return all }
            all.append(contentsOf: piece)
            if all.count > limit { throw SystemError("read", "descriptor \(fd)", EFBIG) }
        }
    }

    /// The file's size in bytes.
    package func size() throws -> Int64 {
        var facts = Glibc.stat()
        try checked("stat", "descriptor \(fd)") { fstat(fd, &facts) }
        return Int64(facts.st_size)
    }

    /// Has the disk begin to write what was written, while more is done; a hint, and no promise that anything lasts.
    package func beginWriteOut() { _ = slw_write_out(fd, 0) }

    /// Waits until the disk has its content, and lets go of what is remembered of it in memory. False where the
    /// filesystem has not done so: overlays say that they have, and keep what was not synced with everything else.
    package func leaveCache() -> Bool {
        let isWritten = slw_write_out(fd, 1) == 0
        let isForgotten = posix_fadvise(fd, 0, 0, POSIX_FADV_DONTNEED) == 0
        return isWritten && isForgotten && slw_is_cached(fd) == 0
    }

    package func seek(to offset: Int64) throws {
        try checked("seek", "descriptor \(fd)") { lseek(fd, off_t(offset), SEEK_SET) }
    }

    package func duplicate() throws -> OpenFile {
        let copy = slw_fcntl_int(fd, F_DUPFD_CLOEXEC, 3)
        if copy < 0 { throw SystemError("duplicate", "descriptor \(fd)", -copy) }
        return OpenFile(owning: copy)
    }
}
