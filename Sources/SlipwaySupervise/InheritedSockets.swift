import Glibc
import SlipwaySystem

/// Listening sockets that whoever started this process has handed over: descriptors 3 and up, announced by
/// LISTEN_FDS and LISTEN_FDNAMES (the service manager's protocol, `sd_listen_fds(3)`). LISTEN_PID may be absent when
/// our own daemon is the one who starts us, since it does not know the pid beforehand.
enum InheritedSockets {
    static func take(_ environment: [String: String]) -> [ListenerTable.Spare] {
        // Once: the program that this process becomes at an upgrade is told in another way.
        for name in ["LISTEN_FDS", "LISTEN_FDNAMES", "LISTEN_PID"] { unsetenv(name) }
        if let pid = environment["LISTEN_PID"], pid != "\(getpid())" { return [] }
        guard let count = environment["LISTEN_FDS"].flatMap(Int32.init), (1...64).contains(count) else { return [] }
        let names = (environment["LISTEN_FDNAMES"] ?? "").split(separator: ":", omittingEmptySubsequences: false)
        return (0..<count).compactMap { offset in
            guard isListening(3 + offset) else { return nil }
            _ = fcntl(3 + offset, F_SETFD, FD_CLOEXEC)
            let name = Int(offset) < names.count ? String(names[Int(offset)]) : ""
            return ListenerTable.Spare(name: name, socket: OpenFile(owning: 3 + offset))
        }
    }

    private static func isListening(_ fd: Int32) -> Bool {
        var listens: Int32 = 0
        var size = socklen_t(4)
        return getsockopt(fd, SOL_SOCKET, SO_ACCEPTCONN, &listens, &size) == 0 && listens == 1
    }
}
