import CSlipwayLinux
import Glibc

/// Listening and connecting over TCP.
package enum TCPSocket {
    /// A listening socket on every address of the host, IPv6 and IPv4 in one where the host has IPv6.
    package static func listen(port: Int, backlog: Int32 = 4096) throws -> OpenFile {
        guard (0...65_535).contains(port) else { throw SystemError("listen on", "port \(port)", EINVAL) }
        do {
            return try listen6(port: port, backlog: backlog)
        } catch let error as SystemError where error.code == EAFNOSUPPORT || error.code == EADDRNOTAVAIL {
            return try listen4(port: port, backlog: backlog)
        }
    }

    private static func listen6(port: Int, backlog: Int32) throws -> OpenFile {
        let file = try made(AF_INET6)
        var zero: Int32 = 0
        setsockopt(file.fd, Int32(IPPROTO_IPV6), IPV6_V6ONLY, &zero, 4)
        var address = sockaddr_in6()
        address.sin6_family = sa_family_t(AF_INET6)
        address.sin6_port = in_port_t(UInt16(clamping: port).bigEndian)
        try bindAndListen(file, &address, port, backlog)
        return file
    }

    private static func listen4(port: Int, backlog: Int32) throws -> OpenFile {
        let file = try made(AF_INET)
        var address = loopback(port)
        address.sin_addr.s_addr = 0
        try bindAndListen(file, &address, port, backlog)
        return file
    }

    private static func made(_ family: Int32) throws -> OpenFile {
        let type = Int32(SOCK_STREAM.rawValue) | Int32(SOCK_CLOEXEC.rawValue)
        let file = OpenFile(owning: try checked("make", "a socket") { socket(family, type, 0) })
        var one: Int32 = 1
        setsockopt(file.fd, SOL_SOCKET, SO_REUSEADDR, &one, 4)
        return file
    }

    private static func bindAndListen<Address>(
        _ file: OpenFile, _ address: inout Address, _ port: Int, _ backlog: Int32
    ) throws {
        let size = socklen_t(MemoryLayout<Address>.size)
        try withUnsafePointer(to: &address) {
            try $0.withMemoryRebound(to: sockaddr.self, capacity: 1) { pointer in
                _ = try checked("listen on", "port \(port)") { bind(file.fd, pointer, size) }
            }
        }
        try checked("listen on", "port \(port)") { Glibc.listen(file.fd, backlog) }
    }

    private static func loopback(_ port: Int) -> sockaddr_in {
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_port = in_port_t(UInt16(clamping: port).bigEndian)
        address.sin_addr.s_addr = UInt32(0x7f00_0001).bigEndian
        return address
    }

    /// Connects to 127.0.0.1 before the deadline (`Clock.monotonic`); the socket is left non-blocking.
    package static func connectLoopback(port: Int, deadline: Int64) throws -> OpenFile {
        guard (1...65_535).contains(port) else { throw SystemError("connect to", "port \(port)", EINVAL) }
        let type = Int32(SOCK_STREAM.rawValue) | Int32(SOCK_CLOEXEC.rawValue) | Int32(SOCK_NONBLOCK.rawValue)
        let file = OpenFile(owning: try checked("make", "a socket") { socket(AF_INET, type, 0) })
        var address = loopback(port)
        let result = withUnsafePointer(to: &address) {
            $0.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                connect(file.fd, $0, socklen_t(MemoryLayout<sockaddr_in>.size))
            }
        }
        if result < 0 {
            if errno != EINPROGRESS { throw SystemError("connect to", "port \(port)", errno) }
            guard Waiting.until(writable: file.fd, deadline: deadline) else {
                throw SystemError("connect to", "port \(port)", ETIMEDOUT)
            }
            var failure: Int32 = 0
            var size = socklen_t(4)
            getsockopt(file.fd, SOL_SOCKET, SO_ERROR, &failure, &size)
            if failure != 0 { throw SystemError("connect to", "port \(port)", failure) }
        }
        return file
    }

    /// The kernel's number for a socket; equal for all duplicates of it.
    package static func inode(of socket: OpenFile) -> UInt64 {
        var device: UInt64 = 0
        var inode: UInt64 = 0
        _ = slw_same_as_stat(socket.fd, &device, &inode)
        return inode
    }

    /// The port a listening socket is bound to.
    package static func port(of socket: OpenFile) -> Int {
        var address = sockaddr_in6()
        var size = socklen_t(MemoryLayout<sockaddr_in6>.size)
        withUnsafeMutablePointer(to: &address) {
            $0.withMemoryRebound(to: sockaddr.self, capacity: 1) { _ = getsockname(socket.fd, $0, &size) }
        }
        return Int(UInt16(bigEndian: address.sin6_port))
    }
}

/// Waiting for one descriptor until a deadline on the monotonic clock.
package enum Waiting {
    package static func until(readable fd: Int32, deadline: Int64) -> Bool { until(fd, POLLIN, deadline) }
    package static func until(writable fd: Int32, deadline: Int64) -> Bool { until(fd, POLLOUT, deadline) }

    private static func until(_ fd: Int32, _ events: Int32, _ deadline: Int64) -> Bool {
        while true {
            // A deadline that has passed still lets what is there already through.
            let left = max(0, deadline - Clock.monotonic())
            var entry = pollfd(fd: fd, events: Int16(events), revents: 0)
            let result = poll(&entry, 1, Int32(min(left, 1 << 30)))
            if result > 0 { return true }
            if left == 0 || (result < 0 && errno != EINTR) { return false }
        }
    }

    package static func setNonBlocking(_ fd: Int32) {
        let flags = slw_fcntl_int(fd, F_GETFL, 0)
        if flags >= 0 { _ = slw_fcntl_int(fd, F_SETFL, flags | O_NONBLOCK) }
    }
}
