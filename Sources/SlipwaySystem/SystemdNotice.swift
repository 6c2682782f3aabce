import CSlipwayLinux
import Glibc
import Synchronization

/// Tells the service manager that has started this process how it fares: the protocol of `sd_notify(3)`, over the
/// socket that `NOTIFY_SOCKET` names, be it a path or an abstract name (`@…`).
package final class SystemdNotice: Sendable {
    private let socket: OpenFile
    /// As the kernel takes it: an abstract name begins with a zero byte.
    private let address: [UInt8]
    /// Milliseconds after which a silent process counts as hung; nil when nobody watches.
    package let patience: Int64?
    private let lastStatus = Mutex<String?>(nil)

    /// How long one notice may wait for the manager, in seconds.
    private static let limit = 5

    /// nil where no service manager listens.
    package init?(_ environment: [String: String] = ProcessTable.environment()) {
        guard let name = environment["NOTIFY_SOCKET"], let address = Self.address(name) else { return nil }
        let type = Int32(SOCK_DGRAM.rawValue) | Int32(SOCK_CLOEXEC.rawValue)
        let fd = Glibc.socket(AF_UNIX, type, 0)
        if fd < 0 { return nil }
        socket = OpenFile(owning: fd)
        var limit = timeval(tv_sec: Self.limit, tv_usec: 0)
        setsockopt(fd, SOL_SOCKET, SO_SNDTIMEO, &limit, socklen_t(MemoryLayout<timeval>.size))
        self.address = address
        patience = Self.patience(environment, pid: getpid())
    }

    static func address(_ name: String) -> [UInt8]? {
        let bytes = Array(name.utf8)
        guard bytes.count > 1, bytes.count <= 107 else { return nil }
        if bytes[0] == 64 { return [0] + bytes.dropFirst() }
        return bytes[0] == 47 ? bytes : nil
    }

    /// `WATCHDOG_USEC`, unless `WATCHDOG_PID` means another process.
    static func patience(_ environment: [String: String], pid: Int32) -> Int64? {
        if let meant = environment["WATCHDOG_PID"], meant != "\(pid)" { return nil }
        guard let span = environment["WATCHDOG_USEC"].flatMap(Int64.init), span >= 2000 else { return nil }
        return span / 1000
    }

    /// Milliseconds between two signs of life, well within the patience.
    package var pulse: Int64? { patience.map { max($0 / 3, 1) } }

    package func ready(_ status: String) { tell("READY=1", "STATUS=" + plain(status)) }
    package func stopping() { tell("STOPPING=1") }
    package func alive() { tell("WATCHDOG=1") }

    /// Said once for as long as it stays the same.
    package func status(_ text: String) {
        let isNew = lastStatus.withLock { last in
            defer { last = text }
            return last != text
        }
        if isNew { tell("STATUS=" + plain(text)) }
    }

    /// The manager keeps a duplicate under this name, and hands it to our successor.
    package func keep(_ fd: Int32, as name: String) {
        _ = send(["FDSTORE=1", "FDNAME=" + name, "FDPOLL=0"], descriptors: [fd])
    }

    /// The manager lets go of all that it keeps under this name.
    package func release(_ name: String) { tell("FDSTOREREMOVE=1", "FDNAME=" + name) }

    /// Waits until the manager has taken all that was said before, at most so many milliseconds.
    package func awaitTaken(within milliseconds: Int64) {
        guard let pipe = try? Pipe(), send(["BARRIER=1"], descriptors: [pipe.writer?.fd ?? -1]) else { return }
        pipe.writer = nil
        _ = Waiting.until(readable: pipe.reader.fd, deadline: Clock.monotonic() + milliseconds)
    }

    private func tell(_ lines: String...) { _ = send(lines, descriptors: []) }

    /// A manager that does not hear is no reason to stop working.
    private func send(_ lines: [String], descriptors: [Int32]) -> Bool {
        let bytes = Array(lines.joined(separator: "\n").utf8)
        let sent = address.withUnsafeBytes { name in
            slw_send_datagram(
                socket.fd, name.baseAddress?.assumingMemoryBound(to: CChar.self), name.count, bytes, bytes.count,
                descriptors, Int32(descriptors.count))
        }
        return sent == bytes.count
    }

    private func plain(_ text: String) -> String { text.split(separator: "\n").joined(separator: " ") }
}
