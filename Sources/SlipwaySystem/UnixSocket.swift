import CSlipwayLinux
import Glibc

/// Stream sockets in the file system, named through an open folder, so that a long `--root` does not meet the 108
/// bytes a socket's path may have.
package enum UnixSocket {
    /// `operators`: a group whose members may connect, besides our own user.
    package static func listen(_ path: String, operators: HostGroup? = nil) throws -> OpenFile {
        try Disk.unlink(path)
        let socket = try made()
        try Seam.pass(.makeSocket, path)
        try named(path) { address, size in
            _ = try checked("listen on", path) { bind(socket.fd, address, size) }
        }
        if let operators { try operators.own(path) }
        try Disk.chmod(path, operators == nil ? 0o600 : 0o660)
        try checked("listen on", path) { Glibc.listen(socket.fd, 64) }
        return socket
    }

    /// `within`: seconds to wait for room in the queue of one that accepts nobody; then EAGAIN. nil: for ever.
    package static func connect(_ path: String, within: Int? = nil) throws -> OpenFile {
        let socket = try made()
        if let within {
            var limit = timeval(tv_sec: within, tv_usec: 0)
            setsockopt(socket.fd, SOL_SOCKET, SO_SNDTIMEO, &limit, socklen_t(MemoryLayout<timeval>.size))
        }
        try named(path) { address, size in
            _ = try checked("connect to", path) { Glibc.connect(socket.fd, address, size) }
        }
        return socket
    }

    /// Waits for a client.
    package static func accept(_ listener: OpenFile) throws -> OpenFile {
        let fd = slw_accept(listener.fd)
        if fd < 0 { throw SystemError("accept on", "a socket", -fd) }
        return OpenFile(owning: fd)
    }

    /// Who is at the other end, told by the kernel.
    package static func peer(_ socket: OpenFile) throws -> (uid: UInt32, pid: Int32) {
        var uid: uid_t = 0
        var gid: gid_t = 0
        var pid: pid_t = 0
        let result = slw_peer(socket.fd, &uid, &gid, &pid)
        if result < 0 { throw SystemError("identify the peer of", "a socket", -result) }
        return (uid, pid)
    }

    /// The groups of the user at the other end, told by the kernel as they were when it connected.
    package static func peerGroups(_ socket: OpenFile) throws -> Set<UInt32> {
        var uid: uid_t = 0
        var gid: gid_t = 0
        var pid: pid_t = 0
        let result = slw_peer(socket.fd, &uid, &gid, &pid)
        if result < 0 { throw SystemError("identify the peer of", "a socket", -result) }
        // As many as a process can have.
        var groups = [gid_t](repeating: 0, count: 65_536)
        var count = Int32(groups.count)
        let other = slw_peer_groups(socket.fd, &groups, &count)
        if other < 0 { throw SystemError("tell the groups of the peer of", "a socket", -other) }
        return Set(groups.prefix(Int(count))).union([gid])
    }

    private static func made() throws -> OpenFile {
        let type = Int32(SOCK_STREAM.rawValue) | Int32(SOCK_CLOEXEC.rawValue)
        return OpenFile(owning: try checked("make", "a socket") { socket(AF_UNIX, type, 0) })
    }

    private static func named(
        _ path: String, _ body: (UnsafePointer<sockaddr>, socklen_t) throws -> Void
    ) throws {
        let folder = OpenFile(owning: try OpenFile.opened(parent(of: path), O_PATH_FLAG | O_DIRECTORY, 0))
        let short = "/proc/self/fd/\(folder.fd)/\(lastName(of: path))"
        var address = sockaddr_un()
        address.sun_family = sa_family_t(AF_UNIX)
        guard short.utf8.count < MemoryLayout.size(ofValue: address.sun_path) else {
            throw SystemError("name the socket", path, ENAMETOOLONG)
        }
        withUnsafeMutableBytes(of: &address.sun_path) { $0.copyBytes(from: short.utf8) }
        try withUnsafePointer(to: &address) {
            try $0.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                try body($0, socklen_t(MemoryLayout<sockaddr_un>.size))
            }
        }
    }

    private static let O_PATH_FLAG: Int32 = 0o10000000
}
