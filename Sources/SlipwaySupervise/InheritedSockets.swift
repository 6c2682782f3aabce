import Glibc
import SlipwaySystem

/// Descriptors that whoever started this process has handed over: 3 and up, announced by LISTEN_FDS and LISTEN_FDNAMES
/// (the service manager's protocol, `sd_listen_fds(3)`). LISTEN_PID may be absent when our own daemon is the one who
/// starts us, since it does not know the pid beforehand.
struct InheritedSockets {
    private(set) var listening: [ListenerTable.Spare] = []
    /// The pipe of the log among them, which keeps what was printed and nobody has read.
    private(set) var log: OpenFile?

    static func take(_ environment: [String: String]) -> InheritedSockets {
        // Once: the program that this process becomes at an upgrade is told in another way.
        for name in ["LISTEN_FDS", "LISTEN_FDNAMES", "LISTEN_PID"] { unsetenv(name) }
        var taken = InheritedSockets()
        if let pid = environment["LISTEN_PID"], pid != "\(getpid())" { return taken }
        guard let count = environment["LISTEN_FDS"].flatMap(Int32.init), (1...64).contains(count) else { return taken }
        let names = (environment["LISTEN_FDNAMES"] ?? "").split(separator: ":", omittingEmptySubsequences: false)
        for offset in 0..<count {
            let name = Int(offset) < names.count ? String(names[Int(offset)]) : ""
            if name == DescriptorStore.log {
                _ = fcntl(3 + offset, F_SETFD, FD_CLOEXEC)
                taken.log = OpenFile(owning: 3 + offset)
            } else if isListening(3 + offset) {
                _ = fcntl(3 + offset, F_SETFD, FD_CLOEXEC)
                taken.listening.append(ListenerTable.Spare(name: name, socket: OpenFile(owning: 3 + offset)))
            }
        }
        return taken
    }

    /// What the service manager goes on keeping of them.
    var stored: [DescriptorStorePlan.Entry] {
        listening.map { DescriptorStorePlan.Entry(name: $0.name, inode: TCPSocket.inode(of: $0.socket)) }
    }

    private static func isListening(_ fd: Int32) -> Bool {
        var listens: Int32 = 0
        var size = socklen_t(4)
        return getsockopt(fd, SOL_SOCKET, SO_ACCEPTCONN, &listens, &size) == 0 && listens == 1
    }
}
