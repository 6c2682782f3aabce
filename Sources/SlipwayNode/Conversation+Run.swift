import Glibc
import SlipwayControl
import SlipwayDeploy
import SlipwayModel
import SlipwayObserve
import SlipwaySystem

/// Start, stop, restart, kill: what is true already is said and ignored.
extension Conversation {
    func start(_ app: String, wait: Bool) throws -> String {
        try act("start", app) { desk in
            let current = try desk.generation(nil).number
            if desk.ledger.state.wish == .running, try self.serving(desk, current) {
                return .already("\(app) is running already")
            }
            try self.requireSecrets(desk, current)
            try desk.requireWhole(current)
            try desk.ledger.append(.wished(wish: .running, by: self.by))
            try desk.switcher { _ in }.settle(again: true)
            try desk.startWatch()
            desk.watch?.nudge()
            if !wait { return .done("\(app) is starting") }
            let took = try self.awaitServing(desk, current, besides: nil)
            try self.proveWhenWell(desk, current)
            return .done("\(app) is active after \(took.asDuration)")
        }
    }

    func stop(_ app: String, wait: Bool) throws -> String {
        try act("stop", app) { desk in
            if desk.ledger.state.wish == .stopped, try self.processes(desk).isEmpty {
                return .already("\(app) is stopped already")
            }
            try desk.ledger.append(.wished(wish: .stopped, by: self.by))
            try desk.switcher { _ in }.settle()
            desk.watch?.nudge()
            if !wait { return .done("\(app) is stopping") }
            try self.awaitStopped(desk)
            return .done("\(app) is stopped")
        }
    }

    /// The socket stays open meanwhile: clients wait instead of being refused.
    func restart(_ app: String, wait: Bool) throws -> String {
        try act("restart", app) { desk in
            guard let current = desk.ledger.state.current, desk.ledger.state.wish == .running else {
                throw Refusal(
                    .notActive, "\(app) is stopped",
                    hint: "start it: " + self.node.configuration.command("start \(app)"))
            }
            try self.requireSecrets(desk, current)
            try desk.requireWhole(current)
            let before = try self.slot(desk, current)?.incarnation
            do {
                try desk.switcher { _ in }.rest()
                try self.awaitStopped(desk)
            } catch {
                // Half a restart is a stop nobody asked for.
                try? desk.switcher { _ in }.settle()
                throw error
            }
            try desk.switcher { _ in }.settle(again: true)
            desk.watch?.nudge()
            if !wait { return .done("\(app) is starting again") }
            let took = try self.awaitServing(desk, current, besides: before)
            try self.proveWhenWell(desk, current)
            return .done("\(app) is active again after \(took.asDuration)")
        }
    }

    /// Ends every process at once and leaves the app stopped.
    func kill(_ app: String) throws -> String {
        try act("kill", app) { desk in
            let running = try self.processes(desk)
            if running.isEmpty, desk.ledger.state.wish == .stopped { return .already("\(app) is stopped already") }
            try desk.ledger.append(.wished(wish: .stopped, by: self.by))
            for slot in running { try desk.link.kill(slot, reason: "killed by \(self.by)") }
            try desk.switcher { _ in }.settle()
            desk.watch?.nudge()
            try self.awaitStopped(desk)
            return .done("\(app) is killed and stays stopped")
        }
    }

    /// One look; where it is not well yet, the watch goes on looking.
    private func proveWhenWell(_ desk: AppDesk, _ generation: Int) throws {
        guard desk.isUnproven(generation) else { return }
        let service = try desk.generations.service(generation)
        let prober = Prober(desk.app, generation, service, StoredStatus.process(desk.app, generation))
        if service.vital.allSatisfy({ prober.ask($0).verdict == .pass }) { desk.prove(generation) }
    }

    enum Act {
        case done(String)
        /// Nothing had to be done.
        case already(String)
    }

    /// One change of a running app, with its outcome in the history.
    func act(_ verb: String, _ app: String, _ body: (AppDesk) throws -> Act) throws -> String {
        let desk = try node.desk(app)
        return try desk.exclusively("a \(verb) by \(by)") {
            try desk.refuseWhenOpen()
            do {
                switch try body(desk) {
                case .already(let sentence): return sentence
                case .done(let sentence):
                    desk.note(verb, sentence, by: by)
                    return sentence
                }
            } catch {
                desk.note(verb, (error as? Refusal)?.sentence ?? "\(error)", by: by, outcome: "failed")
                throw error
            }
        }
    }

    func slot(_ desk: AppDesk, _ generation: Int) throws -> WrapperStatus.Slot? {
        try desk.link.ensure()
        return try desk.link.subscribe().next(deadline: Clock.monotonic() + 5000)?.slot(generation)
    }

    func processes(_ desk: AppDesk) throws -> [WrapperStatus.Slot] {
        try desk.link.ensure()
        let status = try desk.link.subscribe().next(deadline: Clock.monotonic() + 5000)
        return status?.slots.filter { $0.process != nil } ?? []
    }

    func serving(_ desk: AppDesk, _ generation: Int) throws -> Bool {
        guard let slot = try slot(desk, generation) else { return false }
        return slot.process != nil && slot.admitting && slot.phase != .stopping
    }

    func awaitStopped(_ desk: AppDesk) throws {
        let spec = desk.ledger.state.current.flatMap { try? desk.generations.spec($0) }
        let limit = (spec?.stop.deadline.milliseconds ?? 30_000) + (spec?.stop.drain.milliseconds ?? 10_000) + 5000
        let done = try desk.link.wait(until: Clock.monotonic() + Int64(limit)) { status in
            status.slots.allSatisfy { $0.process == nil } ? true : nil
        }
        if done == nil {
            throw Refusal(
                .failed, "\(desk.name) has not stopped in time", hint: node.configuration.command("kill \(desk.name)"))
        }
    }
}
