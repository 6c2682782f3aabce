package import SlipwayModel
package import SlipwaySystem

/// Owns the app's listening sockets: opens and closes them as wanted, takes over those that others kept open, and
/// tries a taken port again, at growing pauses.
package final class ListenerTable {
    /// A wanted socket that is open.
    private struct Entry {
        var wanted: ServiceSpec.Listener
        var port: Int
        var socket: OpenFile
    }
    /// A socket that was open before this wrapper began.
    package struct Spare {
        package var name: String
        package var socket: OpenFile
        package init(name: String, socket: OpenFile) {
            self.name = name
            self.socket = socket
        }
    }

    private var entries: [Entry] = []
    private var spares: [Spare]
    private var pause: Int64 = firstPause
    /// When a port that was taken is tried again.
    package private(set) var retryAt: Int64?
    package private(set) var trouble: String?

    private static let firstPause: Int64 = 100
    private static let longestPause: Int64 = 5000

    package init(spares: [Spare]) { self.spares = spares }

    package var sockets: [WrapperStatus.Socket] {
        entries.map {
            WrapperStatus.Socket(name: $0.wanted.name, port: $0.port, inode: TCPSocket.inode(of: $0.socket))
        }
    }
    package var descriptors: [Int32] { entries.map(\.socket.fd) }

    /// The open socket for a listener; port 0 stands for whatever port its name has.
    package func socket(for listener: ServiceSpec.Listener) -> (socket: OpenFile, port: Int)? {
        entries.first { $0.wanted.name == listener.name && (listener.port == 0 || $0.port == listener.port) }
            .map { ($0.socket, $0.port) }
    }

    /// Forgets the pause, so that the next `reconcile` tries at once.
    package func hurry() {
        pause = Self.firstPause
        if retryAt != nil { retryAt = 0 }
    }

    /// Makes the open sockets those wanted, in their order; a wanted one that is open stays untouched.
    package func reconcile(_ ports: [ServiceSpec.Listener], now: Int64) {
        if ports == entries.map(\.wanted), trouble == nil {
            spares = []
            return
        }
        if let retryAt, now < retryAt { return }
        var old = entries
        entries = []
        trouble = nil
        for port in ports {
            if let index = old.firstIndex(where: { $0.wanted == port }) {
                entries.append(old.remove(at: index))
                continue
            }
            do {
                let socket = try takenOver(port) ?? opened(port)
                entries.append(Entry(wanted: port, port: TCPSocket.port(of: socket), socket: socket))
            } catch {
                trouble = trouble ?? SuperviseError.sentence(error)
            }
        }
        if trouble == nil { spares = [] }
        schedule(now)
    }

    private func opened(_ port: ServiceSpec.Listener) throws -> OpenFile {
        guard (0...65_535).contains(port.port) else {
            throw SuperviseError("listen on", "port \(port.port)", "a port is at most 65535")
        }
        return try TCPSocket.listen(port: port.port)
    }

    private func takenOver(_ port: ServiceSpec.Listener) -> OpenFile? {
        let index = spares.firstIndex {
            port.port == 0 ? $0.name == port.name : TCPSocket.port(of: $0.socket) == port.port
        }
        return index.map { spares.remove(at: $0).socket }
    }

    private func schedule(_ now: Int64) {
        if trouble == nil {
            retryAt = nil
            pause = Self.firstPause
        } else {
            retryAt = now + pause
            pause = min(pause * 2, Self.longestPause)
        }
    }
}
