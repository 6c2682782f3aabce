import SlipwayControl
import SlipwayDeploy
import SlipwayModel
import SlipwaySystem

extension Conversation {
    /// The last lines that are asked for, then what comes, when that is asked for too.
    func logs(_ app: String, _ lines: Int, follow: Bool, since: Int64?, generation: Int?) throws -> String {
        let desk = try node.deskOfAnyTime(app)
        if follow, !desk.ledger.state.isDeployed { throw node.notDeployed(app) }
        if let generation, !(1...max(1, desk.ledger.state.lastGeneration)).contains(generation) {
            throw Refusal(
                .notFound, "\(app) has no generation \(generation)",
                hint: "see " + node.configuration.command("history \(app)"))
        }
        let pieces = LogPieces(desk.app)
        let running = generation == nil ? [] : try LogTail.running(pieces)
        var filter = LogFilter(since: since, generation: generation, running: running)
        var cutter = LineCutter()
        let count = min(max(lines, 1), 10_000)
        let isPlain = since == nil && generation == nil
        let last = isPlain ? LogTail.lines(pieces, count, &cutter) : try LogTail.lines(pieces, count, &filter, &cutter)
        for line in last { tell(.line(text: line)) }
        guard follow else {
            cutter.finish { if filter.keeps($0) { tell(.line(text: $0)) } }
            return ""
        }
        // Somebody may read slowly on purpose.
        client.bePatient()
        let follower = LogFollower(desk.app, after: pieces, cutter) { line in
            if filter.keeps(line) { self.tell(.line(text: line)) }
        }
        try follower.follow(client: client.fd) { clientIsGone }
        return ""
    }
}
