import SlipwayBundle
import SlipwayControl
import SlipwayModel
import SlipwaySystem

/// One client's request, carried out and answered. The client may go away; what was begun goes on.
final class Conversation {
    let node: Node
    let client: any Client
    let by: String
    private(set) var clientIsGone = false

    init(_ node: Node, _ client: any Client) {
        self.node = node
        self.client = client
        by = client.by
    }

    func tell(_ reply: NodeReply) {
        guard !clientIsGone else { return }
        do {
            try client.send(reply)
        } catch {
            clientIsGone = true
        }
    }

    func takeDescriptor() -> OpenFile? { client.takeDescriptors().first }

    private func takeBundle(at offset: Int64?, for what: String) throws -> BundlePlace {
        guard let file = takeDescriptor() else { throw Refusal(.usage, "\(what) comes with an open bundle") }
        guard let offset else { return BundlePlace(file) }
        guard try (0...file.size()).contains(offset) else {
            throw Refusal(.usage, "no bundle begins at byte \(offset) of the file that came with it")
        }
        return BundlePlace(file, at: offset)
    }

    func carryOut(_ verb: NodeRequest.Verb) throws -> String {
        switch verb {
        case .deploy(let app, let overrides, let force, let accepting, let offset):
            try collecting {
                try deploy(
                    takeBundle(at: offset, for: "a deploy"), app: app, overrides: overrides, force: force ?? false,
                    accepting: Set(accepting ?? []))
            }
        case .plan(let app, let overrides, let force, let accepting, let offset):
            try plan(
                takeBundle(at: offset, for: "a plan"), app: app, overrides: overrides, force: force ?? false,
                accepting: Set(accepting ?? []))
        case .rollback(let app, let to): try collecting { try rollback(app: app, to: to) }
        case .configure(let app, let set, let unset, let force):
            try collecting { try configure(app: app, set: set, unset: unset, force: force ?? false) }
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
        case .incidents(let app, let sequence): try incidents(app, sequence)
        case .events(let app, let since, let lines, let follow):
            try events(app, since: since, lines: lines, follow: follow)
        case .metrics: try metrics()
        case .compare(let app, let from, let to): try compare(app, from: from, to: to)
        case .verify(let app, let generation): try verify(app, generation)
        case .repair(let app, let generation, let accepting, let offset):
            try repair(
                takeBundle(at: offset, for: "a repair"), app, generation, accepting: Set(accepting ?? []))
        case .collect: try collect()
        case .secretSet(let name): try setSecret(name)
        case .secretRemove(let name): try removeSecret(name)
        case .secretList: try listSecrets()
        case .node: describeNode()
        case .nodeSet(let switches): try setNode(switches)
        case .shutDown(let stopping): try shutDown(stoppingApps: stopping)
        }
    }

    /// Whatever a switch came to, what it needs no longer goes.
    private func collecting(_ body: () throws -> String) throws -> String {
        defer { node.collectQuietly() }
        return try body()
    }
}
