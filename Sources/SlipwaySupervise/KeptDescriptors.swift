import Glibc
import SlipwaySystem

/// The open descriptors that a wrapper hands to the program that it becomes, told by one variable of its environment:
/// `PID lock:5 control:7 log:8 socket:9:http`.
package struct KeptDescriptors: Hashable, Sendable {
    /// A listening socket, by its listener's name.
    package struct Socket: Hashable, Sendable {
        package var name: String
        package var fd: Int32
        package init(name: String, fd: Int32) {
            self.name = name
            self.fd = fd
        }
    }

    package static let variable = "SLIPWAY_KEPT"

    package var lock: Int32
    package var control: Int32
    package var log: Int32
    package var sockets: [Socket]

    package init(lock: Int32, control: Int32, log: Int32, sockets: [Socket]) {
        self.lock = lock
        self.control = control
        self.log = log
        self.sockets = sockets
    }

    /// nil when the text is not for the process of this number, or tells too little. Words of a later program that
    /// this one does not know are passed over.
    package init?(_ text: String, of pid: Int32) {
        let words = text.split(separator: " ").map { $0.split(separator: ":", maxSplits: 2).map(String.init) }
        guard words.first == ["\(pid)"] else { return nil }
        func number(_ kind: String) -> Int32? {
            words.first { $0.first == kind && $0.count > 1 }.flatMap { Int32($0[1]) }.flatMap { $0 > 2 ? $0 : nil }
        }
        guard let lock = number("lock"), let control = number("control"), let log = number("log") else { return nil }
        let sockets = words.filter { $0.first == "socket" && $0.count == 3 }
        self.init(
            lock: lock, control: control, log: log,
            sockets: sockets.compactMap { word in Int32(word[1]).map { Socket(name: word[2], fd: $0) } })
    }

    package func text(for pid: Int32) -> String {
        "\(pid) lock:\(lock) control:\(control) log:\(log)"
            + sockets.map { " socket:\($0.fd):\($0.name)" }.joined()
    }

    package var all: [Int32] { [lock, control, log] + sockets.map(\.fd) }

    /// What the program that this process was before has left to it.
    static func take() -> KeptDescriptors? {
        guard let text = ProcessTable.environment()[variable] else { return nil }
        unsetenv(variable)
        let kept = KeptDescriptors(text, of: getpid())
        for fd in kept?.all ?? [] { _ = fcntl(fd, F_SETFD, FD_CLOEXEC) }
        return kept
    }
}
