import Glibc
import SlipwayControl
import SlipwayModel
import SlipwaySystem

/// One client's request, carried out and answered. The client may go away; what was begun goes on.
final class Conversation {
    let node: Node
    private let channel: LineChannel
    private(set) var by = "?"
    private var clientIsGone = false

    init(_ node: Node, _ socket: OpenFile) {
        self.node = node
        channel = LineChannel(socket)
        var limit = timeval(tv_sec: 5, tv_usec: 0)
        setsockopt(socket.fd, SOL_SOCKET, SO_SNDTIMEO, &limit, socklen_t(MemoryLayout<timeval>.size))
    }

    func serve() {
        do {
            let peer = try UnixSocket.peer(channel.socket)
            guard peer.uid == getuid() || peer.uid == 0 else {
                throw Refusal(.notPermitted, "only the user who runs the daemon, or root, may command it")
            }
            by = ProcessTable.userName(peer.uid)
            guard let line = try channel.line(deadline: Clock.monotonic() + 10_000) else { return }
            let request: NodeRequest
            do {
                request = try JSONText.value(NodeRequest.self, from: line)
            } catch {
                throw Refusal(.usage, "the daemon does not understand this request: \(error)")
            }
            tell(.done(sentence: try carryOut(request.verb)))
        } catch let refusal as Refusal {
            tell(.refused(refusal))
        } catch let error as SystemError {
            tell(.refused(error.refusal))
        } catch {
            tell(.refused(Refusal(.failed, "\(error)")))
        }
    }

    func tell(_ reply: NodeReply) {
        guard !clientIsGone else { return }
        do {
            try channel.send(try JSONText.bytes(reply))
        } catch {
            clientIsGone = true
        }
    }

    func takeDescriptor() -> OpenFile? { channel.takeDescriptors().first }

    private func carryOut(_ verb: NodeRequest.Verb) throws -> String {
        switch verb {
        case .deploy(let app, let overrides): try deploy(app: app, overrides: overrides)
        case .plan(let app, let overrides): try plan(app: app, overrides: overrides)
        case .rollback(let app, let to): try rollback(app: app, to: to)
        case .configure(let app, let set, let unset): try configure(app: app, set: set, unset: unset)
        case .configuration(let app): try configuration(of: app)
        case .abort(let app): try abort(app)
        case .start(let app, let wait): try start(app, wait: wait)
        case .stop(let app, let wait): try stop(app, wait: wait)
        case .restart(let app, let wait): try restart(app, wait: wait)
        case .kill(let app): try kill(app)
        case .killstart(let app, let wait): try killstart(app, wait: wait)
        case .hold(let app): try hold(app)
        case .unhold(let app): try unhold(app)
        case .pin(let app, let generation): try pin(app, generation)
        case .unpin(let app, let generation): try unpin(app, generation)
        case .undeploy(let app, let purge): try undeploy(app, purge: purge)
        case .status(let app): try status(app)
        case .history(let app): try history(app)
        case .logs(let app, let lines, let follow, let since, let generation):
            try logs(app, lines, follow: follow, since: since, generation: generation)
        case .dump(let app, let kind): try dump(app, kind)
        case .compare(let app, let from, let to): try compare(app, from: from, to: to)
        case .verify(let app, let generation): try verify(app, generation)
        case .repair(let app, let generation): try repair(app, generation)
        case .collect: try collect()
        case .secretSet(let name): try setSecret(name)
        case .secretRemove(let name): try removeSecret(name)
        case .secretList: try listSecrets()
        case .node: describeNode()
        case .shutDown(let stopping): try shutDown(stoppingApps: stopping)
        }
    }
}
