import Glibc
import SlipwayControl
import SlipwayModel
import SlipwaySystem
import Synchronization

/// Accepts clients on the node's socket, each served on a thread of its own.
final class ControlServer: Sendable {
    private let node: Node
    private let listener: Mutex<OpenFile?>
    private let path: String
    /// Clients being served.
    private let serving = Mutex(0)
    private let wake: WakeUp

    init(_ node: Node) throws {
        self.node = node
        path = node.configuration.layout.socket
        listener = Mutex(try UnixSocket.listen(path, operators: node.configuration.operators))
        wake = try WakeUp()
        Signals.onEnd { [wake] in wake.call() }
    }

    /// Returns when the daemon is told to end; nobody can reach it then. `round` is called before each waiting, and
    /// tells how long that may take, in milliseconds.
    func serve(_ round: () -> Int32) throws {
        guard let listener = listener.withLock({ $0 }) else { return }
        while true {
            var polled = [
                pollfd(fd: listener.fd, events: Int16(POLLIN), revents: 0),
                pollfd(fd: wake.file.fd, events: Int16(POLLIN), revents: 0),
            ]
            if poll(&polled, 2, round()) < 0 && errno != EINTR {
                throw SystemError("wait on", "the control socket", errno)
            }
            if polled[1].revents != 0 || node.isEnding() { return try close() }
            if polled[0].revents == 0 { continue }
            do {
                try serve(try UnixSocket.accept(listener))
            } catch {
                DaemonLog.write("a client cannot be served: \(error)")
                // Where no descriptor is left, the client waits in the queue until there may be one.
                _ = Waiting.until(readable: wake.file.fd, deadline: Clock.monotonic() + Self.pause)
            }
        }
    }

    /// Milliseconds.
    private static let pause: Int64 = 500

    private func serve(_ socket: OpenFile) throws {
        serving.withLock { $0 += 1 }
        do {
            try Threads.start { [self] in
                SocketClient(socket).serve(node)
                serving.withLock { $0 -= 1 }
                if node.isEnding() { wake.call() }
            }
        } catch {
            serving.withLock { $0 -= 1 }
            try? SocketClient(socket).send(
                .refused(Refusal(.busy, "the daemon has no thread left for you", hint: "try again in a moment")))
            throw error
        }
    }

    /// Whoever comes now finds nobody, instead of waiting for one who has no time left.
    private func close() throws {
        node.ending.withLock { $0 = true }
        try Disk.unlink(path)
        listener.withLock { $0 = nil }
    }

    /// Lets those who are served hear their last word.
    func letClientsHear(until deadline: Int64) {
        while serving.withLock({ $0 }) > 0, Clock.monotonic() < deadline { _ = poll(nil, 0, 10) }
    }
}
