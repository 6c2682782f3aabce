import CSlipwayLinux
import Glibc

/// Named pipes opened for both directions: opening never waits, a reader never sees an end, a writer never a broken
/// pipe, for as long as one such opening lives in any process.
package enum FIFO {
    /// `waiting`: reads and writes wait, as a program's standard output expects; otherwise they fail with EAGAIN.
    package static func open(_ path: String, waiting: Bool = false) throws -> OpenFile {
        let file = OpenFile(owning: try OpenFile.opened(path, O_RDWR | O_NOFOLLOW | (waiting ? 0 : O_NONBLOCK), 0))
        var facts = Glibc.stat()
        try checked("look at", path) { fstat(file.fd, &facts) }
        guard facts.st_mode & Glibc.S_IFMT == Glibc.S_IFIFO else { throw SystemError("open as a pipe", path, EINVAL) }
        return file
    }

    /// Makes room for as many bytes as the kernel allows this user, at most `bytes`.
    package static func enlarge(_ pipe: OpenFile, to bytes: Int) {
        var size = bytes
        while size > 65_536, slw_set_pipe_size(pipe.fd, Int32(size)) < 0 { size /= 2 }
    }

    /// A write would find no room now. `pipe` is open for both directions.
    package static func isFull(_ pipe: OpenFile) -> Bool {
        var entry = pollfd(fd: pipe.fd, events: Int16(POLLOUT), revents: 0)
        return poll(&entry, 1, 0) == 0
    }

    /// Writes all bytes at once or none (at most 4096, the size up to which the kernel does not split); false when
    /// there is no room.
    package static func offer(_ bytes: [UInt8], to pipe: OpenFile) -> Bool {
        bytes.count <= 4096 && Glibc.write(pipe.fd, bytes, bytes.count) == bytes.count
    }
}
