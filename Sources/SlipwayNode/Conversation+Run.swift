import Glibc
import SlipwayControl
import SlipwayDeploy
import SlipwayModel
import SlipwaySystem

/// Start, stop, restart, kill: what is true already is said and ignored.
extension Conversation {
    func start(_ app: String, wait: Bool) throws -> String {
        let desk = try node.desk(app)
        return try desk.exclusively("a start by \(by)") {
            guard let current = desk.ledger.state.current else {
                throw Refusal(
                    .notFound, "\(app) has no release yet", hint: "deploy one: slipway deploy REF --app \(app)")
            }
            if desk.ledger.state.wish == .running, try serving(desk, current) { return "\(app) is running already" }
            try desk.ledger.append(.wished(wish: .running, by: by))
            try desk.switcher { _ in }.settle()
            try desk.startWatch()
            desk.watch?.nudge()
            if !wait { return "\(app) is starting" }
            let took = try awaitServing(desk, current, besides: nil)
            return "\(app) is active after \(took.formatted1) s"
        }
    }

    func stop(_ app: String, wait: Bool) throws -> String {
        let desk = try node.desk(app)
        return try desk.exclusively("a stop by \(by)") {
            if desk.ledger.state.wish == .stopped, try processes(desk).isEmpty { return "\(app) is stopped already" }
            try desk.ledger.append(.wished(wish: .stopped, by: by))
            try desk.switcher { _ in }.settle()
            desk.watch?.nudge()
            if !wait { return "\(app) is stopping" }
            try awaitStopped(desk)
            return "\(app) is stopped"
        }
    }

    /// The socket stays open meanwhile: clients wait instead of being refused.
    func restart(_ app: String, wait: Bool) throws -> String {
        let desk = try node.desk(app)
        return try desk.exclusively("a restart by \(by)") {
            guard let current = desk.ledger.state.current, desk.ledger.state.wish == .running else {
                throw Refusal(.notActive, "\(app) is stopped", hint: "start it: slipway start \(app)")
            }
            desk.note("restart", "asked for", by: by)
            let before = try slot(desk, current)?.incarnation
            try desk.switcher { _ in }.rest()
            try awaitStopped(desk)
            try desk.switcher { _ in }.settle()
            desk.watch?.nudge()
            if !wait { return "\(app) is starting again" }
            let took = try awaitServing(desk, current, besides: before)
            return "\(app) is active again after \(took.formatted1) s"
        }
    }

    func kill(_ app: String) throws -> String {
        let desk = try node.desk(app)
        guard let current = desk.ledger.state.current, let slot = try slot(desk, current), slot.process != nil else {
            throw Refusal(.notActive, "\(app) has no process", hint: "start it: slipway start \(app)")
        }
        desk.note("kill", "generation \(current), incarnation \(slot.incarnation)", by: by)
        try desk.link.send(
            .signal(generation: current, incarnation: slot.incarnation, number: SIGKILL, reason: "killed by \(by)"))
        return "\(app) is killed; its wrapper starts it again"
    }

    private func slot(_ desk: AppDesk, _ generation: Int) throws -> WrapperStatus.Slot? {
        try desk.link.ensure()
        return try desk.link.subscribe().next(deadline: Clock.monotonic() + 5000)?.slot(generation)
    }

    private func processes(_ desk: AppDesk) throws -> [WrapperStatus.Slot] {
        try desk.link.ensure()
        let status = try desk.link.subscribe().next(deadline: Clock.monotonic() + 5000)
        return status?.slots.filter { $0.process != nil } ?? []
    }

    private func serving(_ desk: AppDesk, _ generation: Int) throws -> Bool {
        guard let slot = try slot(desk, generation) else { return false }
        return slot.process != nil && slot.admitting
    }

    /// Seconds until a process other than the incarnation `besides` admits clients.
    private func awaitServing(_ desk: AppDesk, _ generation: Int, besides: Int?) throws -> Double {
        let begun = Clock.monotonic()
        let limit = try desk.generations.spec(generation).start.deadline
        let trouble = try desk.link.wait(until: begun + Int64(limit.milliseconds)) { status -> String?? in
            guard let slot = status.slot(generation) else { return nil }
            if slot.admitting, slot.incarnation != besides { return .some(nil) }
            if slot.phase == .failed { return "it keeps ending: \(slot.exits.last?.how ?? "ending not known")" }
            return nil
        }
        guard let trouble else {
            throw Refusal(.failed, "\(desk.name) was not active after \(limit)", detail: LogTail.lines(desk.app, 12))
        }
        if let trouble {
            throw Refusal(.failed, "\(desk.name) does not start: \(trouble)", detail: LogTail.lines(desk.app, 12))
        }
        return Double(Clock.monotonic() - begun) / 1000
    }

    private func awaitStopped(_ desk: AppDesk) throws {
        let spec = desk.ledger.state.current.flatMap { try? desk.generations.spec($0) }
        let limit = (spec?.stop.deadline.milliseconds ?? 30_000) + (spec?.stop.drain.milliseconds ?? 10_000) + 5000
        let done = try desk.link.wait(until: Clock.monotonic() + Int64(limit)) { status in
            status.slots.allSatisfy { $0.process == nil } ? true : nil
        }
        if done == nil {
            throw Refusal(.failed, "\(desk.name) has not stopped in time", hint: "slipway kill \(desk.name)")
        }
    }
}
