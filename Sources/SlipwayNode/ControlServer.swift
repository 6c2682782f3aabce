import Glibc
import SlipwayControl
import SlipwayModel
import SlipwaySystem

/// Accepts clients on the node's socket, each served on a thread of its own.
final class ControlServer: Sendable {
    private let node: Node
    private let listener: OpenFile
    private let wake: WakeUp

    init(_ node: Node) throws {
        self.node = node
        listener = try UnixSocket.listen(node.configuration.layout.socket)
        wake = try WakeUp()
        Signals.onEnd { [wake] in wake.call() }
    }

    /// Returns when the daemon is told to end.
    func serve() throws {
        while true {
            var polled = [
                pollfd(fd: listener.fd, events: Int16(POLLIN), revents: 0),
                pollfd(fd: wake.file.fd, events: Int16(POLLIN), revents: 0),
            ]
            if poll(&polled, 2, -1) < 0 && errno != EINTR { throw SystemError("wait on", "the control socket", errno) }
            if polled[1].revents != 0 || node.isEnding() { return }
            if polled[0].revents == 0 { continue }
            guard let socket = try? UnixSocket.accept(listener) else { continue }
            let node = node
            let wake = wake
            try Threads.start {
                SocketClient(socket).serve(node)
                if node.isEnding() { wake.call() }
            }
        }
    }
}
