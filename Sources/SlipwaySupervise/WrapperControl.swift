import Glibc
import SlipwayModel
import SlipwaySystem

/// Owns `control.sock`: takes commands from its own user and root, and sends each status to those who subscribed.
final class WrapperControl {
    /// One connection to the socket.
    private final class Client {
        let channel: LineChannel
        var subscribed = false
        init(_ channel: LineChannel) { self.channel = channel }
    }

    private let listener: OpenFile
    private let path: String
    private var clients: [Client] = []
    private static let mostClients = 32

    /// `open`: the listening socket, when it is open already.
    init(_ app: AppLayout, open: OpenFile?) throws {
        path = app.control
        listener = try open ?? UnixSocket.listen(path)
        Waiting.setNonBlocking(listener.fd)
    }

    /// What to wait on: the listener first, then the clients in the order `commands` knows them by.
    var descriptors: [Int32] { [listener.fd] + clients.map(\.channel.socket.fd) }

    func acceptAll() {
        while let socket = try? UnixSocket.accept(listener) {
            guard clients.count < Self.mostClients, let peer = try? UnixSocket.peer(socket),
                peer.uid == 0 || peer.uid == geteuid()
            else { continue }
            Waiting.setNonBlocking(socket.fd)
            clients.append(Client(LineChannel(socket)))
        }
    }

    /// The commands that a client has sent; one that talks nonsense or has gone is dropped. `answer` gives the status
    /// line and the listening sockets for a fresh subscriber.
    func commands(
        from fd: Int32, answer: () -> (line: [UInt8], descriptors: [Int32])
    ) -> [WrapperCommand] {
        guard let client = clients.first(where: { $0.channel.socket.fd == fd }) else { return [] }
        var commands: [WrapperCommand] = []
        do {
            let isOpen = try client.channel.fill()
            while let line = client.channel.bufferedLine() {
                let command = try WireFormat.command(try JSONReader.value(line))
                if command == .subscribe {
                    let (status, descriptors) = answer()
                    try client.channel.send(status, descriptors: Array(descriptors.prefix(16)))
                    client.subscribed = true
                }
                commands.append(command)
            }
            if !isOpen { drop(client) }
        } catch {
            drop(client)
        }
        return commands
    }

    /// One that does not read what it subscribed to is dropped.
    func publish(_ line: [UInt8]) {
        for client in clients where client.subscribed {
            do { try client.channel.send(line) } catch { drop(client) }
        }
    }

    func close() { try? Disk.unlink(path) }

    private func drop(_ client: Client) { clients.removeAll { $0 === client } }
}
