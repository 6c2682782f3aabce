import Glibc
import SlipwayDeploy
import SlipwayModel
import SlipwaySystem

/// Looks before a switch at what it will need of this host: memory, ports, secrets, the C library.
struct Preflight {
    struct Verdict {
        var mode: SwitchPolicy.Mode
        var modeReason: String?
        var available: Int64?
        var needed: Int64?
        var obstacles: [Refusal]
    }

    private let node: Node
    private let name: String
    private let state: LedgerState
    private let host = HostFacts()
    private var layout: NodeLayout { node.configuration.layout }
    private var app: AppLayout { layout.app(name) }

    init(_ node: Node, _ name: String, _ state: LedgerState) {
        self.node = node
        self.name = name
        self.state = state
    }

    /// `generation`: the one that is switched to, if it is there already.
    func look(_ new: ServiceSpec, generation: Int?) -> Verdict {
        let status = wrapperStatus
        let current = state.wish == .running ? state.current : nil
        let old = current.flatMap { try? Generations(app).service($0) }
        let present = current.flatMap { status?.slot($0)?.process }
        var facts = PreflightFacts()
        facts.availableMemory = host.availableMemory
        facts.totalMemory = host.totalMemory
        facts.resident = present.flatMap { host.resident($0.pid) }
        if new.glibc != nil { facts.glibc = host.glibc }
        let secrets = SecretFolder(layout)
        facts.unset = new.secrets.filter { !secrets.contains($0) }
        var own = Set((status?.listen ?? []).map(\.port))
        if let old, old.sockets == .own, present != nil { own.formUnion(old.listen.map(\.port)) }
        let processes = Set((status?.slots ?? []).compactMap { $0.process?.pid } + [ProcessTable.own.pid])
        facts.taken = new.listen.filter { !own.contains($0.port) }.compactMap { taken($0, besides: processes) }
        let isThere = generation.map { status?.slot($0)?.process != nil } ?? false
        let (mode, reason) = PreflightPlan.mode(new, over: old, isThere: isThere, facts)
        return Verdict(
            mode: mode, modeReason: reason, available: facts.availableMemory,
            needed: PreflightPlan.needed(new, resident: facts.resident),
            obstacles: PreflightPlan.obstacles(new, facts, command: node.configuration.command))
    }

    /// What no waiting and no freeing can mend, so that it counts for a stopped app as well.
    func impossible(_ service: ServiceSpec) -> Refusal? {
        PreflightPlan.tooLarge(service, total: host.totalMemory)
    }

    /// What the wrapper last said, while it lives.
    private var wrapperStatus: WrapperStatus? {
        guard let status = StoredStatus.last(app), ProcessTable.identity(of: status.wrapper.pid) == status.wrapper
        else { return nil }
        return status
    }

    /// A port that nobody has is had for a moment, and given back. What our own processes have, they give back too.
    private func taken(_ listener: ServiceSpec.Listener, besides own: Set<Int32>) -> PreflightFacts.Taken? {
        do {
            _ = try TCPSocket.listen(port: listener.port, backlog: 1)
            return nil
        } catch let error as SystemError where error.code == EADDRINUSE || error.code == EACCES {
            let isForbidden = error.code == EACCES
            var holder = neighbour(on: listener.port).map { "the app \($0)" }
            if holder == nil, !isForbidden {
                let holders = PortHolder.holders(listener.port)
                if holders.contains(where: { own.contains($0.pid) }) { return nil }
                holder = PortHolder.name(of: holders)
            }
            return PreflightFacts.Taken(
                name: listener.name, port: listener.port, holder: holder, isForbidden: isForbidden)
        } catch {
            // Whatever else is wrong is told by the wrapper when it tries.
            return nil
        }
    }

    /// Another app of this node that listens there.
    private func neighbour(on port: Int) -> String? {
        node.all.first { desk in
            guard desk.name != name, let live = desk.liveGeneration else { return false }
            return (try? desk.generations.service(live))?.listen.contains { $0.port == port } ?? false
        }?.name
    }
}
