import CSlipwayLinux
import Glibc

/// Opens what must be a plain file in a folder where somebody else may put anything: no link is followed, and no pipe
/// waited for. EINVAL when it is something else, ELOOP for a link.
package enum PlainFile {
    package static func read(_ path: String) throws -> OpenFile { try opened(path, O_RDONLY, 0) }

    /// Made when it is not there.
    package static func append(_ path: String, mode: UInt32) throws -> OpenFile {
        try Seam.pass(.create, path)
        return try opened(path, O_WRONLY | O_CREAT | O_APPEND, mode_t(mode))
    }

    private static func opened(_ path: String, _ flags: Int32, _ mode: mode_t) throws -> OpenFile {
        let file = OpenFile(owning: try OpenFile.opened(path, flags | O_NOFOLLOW | O_NONBLOCK, mode))
        var facts = Glibc.stat()
        try checked("look at", path) { fstat(file.fd, &facts) }
        guard facts.st_mode & Glibc.S_IFMT == Glibc.S_IFREG else { throw SystemError("open as a file", path, EINVAL) }
        return file
    }
}
