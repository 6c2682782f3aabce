import Glibc
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
    /// Since when a wanted port cannot be had.
    private var missing: [ServiceSpec.Listener: Int64] = [:]
    private var pause: Int64 = firstPause
    /// When a port that was taken is tried again.
    package private(set) var retryAt: Int64?
    package private(set) var trouble: String?

    private static let firstPause: Int64 = 100
    private static let longestPause: Int64 = 5000
    /// A process that has just ended, or its children, may need this long to let go of a port.
    private static let grace: Int64 = 1500

    package init(spares: [Spare]) { self.spares = spares }

    package var sockets: [WrapperStatus.Socket] {
        entries.map {
            WrapperStatus.Socket(name: $0.wanted.name, port: $0.port, inode: TCPSocket.inode(of: $0.socket))
        }
    }
    package var descriptors: [Int32] { entries.map(\.socket.fd) }
    /// A port is taken, and not for so long that it is trouble.
    package var isPatient: Bool { retryAt != nil && trouble == nil }

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

    /// Makes the open sockets those wanted, in their order; a wanted one that is open stays untouched. `used` are those
    /// of programs that still run: open, they stay so, for their programs have them open too.
    package func reconcile(_ ports: [ServiceSpec.Listener], used: [ServiceSpec.Listener] = [], now: Int64) {
        var all = ports
        for listener in used where !all.contains(listener) && isOpen(listener) { all.append(listener) }
        if all == entries.map(\.wanted), trouble == nil {
            spares = []
            return
        }
        if let retryAt, now < retryAt { return }
        open(all, now)
        if missing.isEmpty { spares = [] }
        schedule(now)
    }

    private func open(_ wanted: [ServiceSpec.Listener], _ now: Int64) {
        let old = entries
        let waiting = missing
        entries = []
        missing = [:]
        trouble = nil
        for listener in wanted {
            do {
                if let entry = old.first(where: { $0.wanted == listener }) {
                    entries.append(entry)
                } else {
                    let socket = try shared(listener, old) ?? takenOver(listener) ?? opened(listener)
                    entries.append(Entry(wanted: listener, port: TCPSocket.port(of: socket), socket: socket))
                }
            } catch {
                let since = waiting[listener] ?? now
                missing[listener] = since
                let isPassing = (error as? SystemError)?.code == EADDRINUSE && now - since < Self.grace
                if !isPassing { trouble = trouble ?? Self.sentence(error, listener) }
            }
        }
    }

    /// The socket of another name for the same port.
    private func shared(_ listener: ServiceSpec.Listener, _ old: [Entry]) -> OpenFile? {
        listener.port == 0 ? nil : (entries + old).first { $0.port == listener.port }?.socket
    }

    private func takenOver(_ listener: ServiceSpec.Listener) -> OpenFile? {
        spare(for: listener).map { spares.remove(at: $0).socket }
    }

    private func opened(_ listener: ServiceSpec.Listener) throws -> OpenFile {
        guard (0...65_535).contains(listener.port) else {
            throw SuperviseError("listen on", Self.title(listener), "a port is at most 65535")
        }
        return try TCPSocket.listen(port: listener.port)
    }

    private func isOpen(_ listener: ServiceSpec.Listener) -> Bool {
        entries.contains { $0.wanted == listener } || spare(for: listener) != nil
    }

    private func spare(for listener: ServiceSpec.Listener) -> Int? {
        spares.firstIndex {
            listener.port == 0 ? $0.name == listener.name : TCPSocket.port(of: $0.socket) == listener.port
        }
    }

    private func schedule(_ now: Int64) {
        guard let first = missing.values.min() else {
            retryAt = nil
            pause = Self.firstPause
            return
        }
        retryAt = now + pause
        if trouble == nil { retryAt = min(now + pause, max(first + Self.grace, now + 1)) }
        if trouble != nil { pause = min(pause * 2, Self.longestPause) }
    }

    private static func sentence(_ error: any Error, _ listener: ServiceSpec.Listener) -> String {
        guard let error = error as? SystemError else { return SuperviseError.sentence(error) }
        return SuperviseError(error.operation, title(listener), error.reason).description
    }

    private static func title(_ listener: ServiceSpec.Listener) -> String { "port \(listener.port) (\(listener.name))" }
}
