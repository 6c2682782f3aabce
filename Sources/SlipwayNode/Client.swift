import Glibc
import SlipwayControl
import SlipwayModel
import SlipwaySystem

/// Who asks for something, and where the answers go.
protocol Client: AnyObject {
    /// The user, as history names it.
    var by: String { get }
    /// Becomes readable when the client goes away; -1 where it cannot before the answer is complete.
    var fd: Int32 { get }
    func send(_ reply: NodeReply) throws
    /// From now on it may take as long as it likes to hear; else it counts as gone after five seconds.
    func bePatient()
    /// The descriptors that came with the request; they are the caller's from now on.
    func takeDescriptors() -> [OpenFile]
}

/// A client at the other end of the node's socket.
final class SocketClient: Client {
    private let channel: LineChannel
    private(set) var by = "?"
    var fd: Int32 { channel.socket.fd }

    init(_ socket: OpenFile) {
        channel = LineChannel(socket)
        limit(5)
    }

    func bePatient() { limit(0) }

    /// Seconds; 0 is for ever.
    private func limit(_ seconds: Int) {
        var limit = timeval(tv_sec: seconds, tv_usec: 0)
        setsockopt(channel.socket.fd, SOL_SOCKET, SO_SNDTIMEO, &limit, socklen_t(MemoryLayout<timeval>.size))
    }

    /// Hears the one request, has it carried out, and tells the outcome last.
    func serve(_ node: Node) {
        let last: NodeReply
        do {
            guard let line = try hear(node.configuration) else { return }
            let conversation = Conversation(node, self)
            if let answer = MetricsAnswer(line) { return try tell(answer.bytes(conversation.metricsLines)) }
            let request = try Self.understood(line)
            last = .done(sentence: try conversation.carryOut(request.verb))
        } catch let refusal as Refusal {
            last = .refused(refusal)
        } catch let error as SystemError {
            last = .refused(error.refusal)
        } catch {
            last = .refused(Refusal(.failed, "\(error)"))
        }
        // A client that has gone hears nothing; what it asked for is done all the same.
        try? send(last)
    }

    func send(_ reply: NodeReply) throws { try channel.send(try JSONText.bytes(reply)) }

    func takeDescriptors() -> [OpenFile] { channel.takeDescriptors() }

    /// nil when the client went away without a word.
    private func hear(_ configuration: NodeConfiguration) throws -> [UInt8]? {
        let peer = try UnixSocket.peer(channel.socket)
        by = ProcessTable.userName(peer.uid)
        let admission = AdmissionOfPeers(own: getuid(), operators: configuration.operators?.gid)
        if !admission.isCertain(peer.uid) {
            guard admission.admits(try UnixSocket.peerGroups(channel.socket)) else { throw admission.refusal(by) }
        }
        return try channel.line(deadline: Clock.monotonic() + 10_000)
    }

    /// The answer to a client that speaks HTTP, whose request is read to its end first: what is left unread would break
    /// the connection before the answer is heard.
    private func tell(_ answer: [UInt8]) throws {
        let deadline = Clock.monotonic() + 10_000
        var left = 100
        while left > 0, let line = try channel.line(deadline: deadline), !line.isEmpty, line != [13] { left -= 1 }
        try channel.sendBytes(answer)
    }

    private static func understood(_ line: [UInt8]) throws -> NodeRequest {
        do {
            return try JSONText.value(NodeRequest.self, from: line)
        } catch {
            throw Refusal(.usage, "the daemon does not understand this request: \(error)")
        }
    }
}

/// A client in this very process, while no daemon runs.
final class LocalClient: Client {
    let by = ProcessTable.userName(getuid())
    let fd: Int32 = -1
    private var descriptors: [OpenFile]
    private let body: (NodeReply) throws -> Void

    init(_ descriptors: [OpenFile], _ body: @escaping (NodeReply) throws -> Void) {
        self.descriptors = descriptors
        self.body = body
    }

    func send(_ reply: NodeReply) throws { try body(reply) }

    func bePatient() {}

    func takeDescriptors() -> [OpenFile] {
        defer { descriptors = [] }
        return descriptors
    }
}
