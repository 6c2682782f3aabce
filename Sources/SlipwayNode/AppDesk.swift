import Glibc
import SlipwayControl
import SlipwayDeploy
import SlipwayModel
import SlipwaySystem
import Synchronization

/// Everything the daemon has of one app, and the rule that one change of it runs at a time.
final class AppDesk: Sendable {
    let name: String
    let app: AppLayout
    let ledger: Ledger
    let link: WrapperLink
    let configuration: NodeConfiguration
    let events: EventLog
    let generations: Generations
    let incidents: IncidentKeeper
    let usage = UsageLook()
    let damage: DamageAlarm
    /// nil while no daemon runs.
    let archivist: Archivist?
    /// False while no daemon runs: then nothing outlives the request.
    let isWatched: Bool
    private let holder = Mutex<String?>(nil)
    private let watching = Mutex<AppWatch?>(nil)
    /// Which switch shall be undone and why, once somebody wants that; it means no other.
    let abortion = Mutex<(transaction: Int, reason: String)?>(nil)

    init(
        _ configuration: NodeConfiguration, _ name: String, _ events: EventLog, isWatched: Bool = true,
        archivist: Archivist? = nil
    ) throws {
        self.archivist = archivist
        self.isWatched = isWatched
        self.configuration = configuration
        self.events = events
        self.name = name
        app = configuration.layout.app(name)
        ledger = try Ledger(app.ledger)
        damage = DamageAlarm(name, events)
        link = WrapperLink(configuration, app)
        generations = Generations(app)
        incidents = IncidentKeeper(app, secrets: configuration.layout.secrets)
    }

    var watch: AppWatch? { watching.withLock { $0 } }

    func startWatch() throws {
        guard isWatched else { return }
        try watching.withLock { watch in
            guard watch == nil else { return }
            let fresh = try AppWatch(self)
            try fresh.start()
            watch = fresh
        }
    }

    func stopWatch() {
        watching.withLock { watch in
            watch?.stop()
            watch = nil
        }
    }

    /// Runs one change; refuses with 75, naming the holder, while another runs.
    func exclusively<Result>(_ holderName: String, _ body: () throws -> Result) throws -> Result {
        if let other = claim(holderName) { throw busy(other) }
        defer { release() }
        return try body()
    }

    func busy(_ other: String) -> Refusal {
        Refusal(
            .busy, "\(name) is busy with \(other)",
            hint: "wait for it to end: " + configuration.command("status \(name)"))
    }

    func release() { holder.withLock { $0 = nil } }

    /// Between a switch and its recovery nothing else may change what runs.
    func refuseWhenOpen() throws {
        guard let open = ledger.state.open else { return }
        throw Refusal(
            .busy, "a switch of \(name) to \(open.transaction.release) has not ended yet",
            hint: "the daemon finishes or undoes it: " + configuration.command("status \(name)"))
    }

    /// Takes the desk without a body to run; nil when it is free, else who has it. Ends with `release`.
    func claim(_ new: String) -> String? {
        holder.withLock { holder in
            if let holder { return holder }
            holder = new
            return nil
        }
    }

    /// Waits for the end of the switch that runs now; it ends, for each of its steps has a deadline.
    func awaitEnd(of transaction: Int) -> SwitchMachine.Outcome {
        while isBusy, ledger.state.open?.transaction.id == transaction { _ = poll(nil, 0, 100) }
        return ledger.outcome(of: transaction)
    }

    var isBusy: Bool { holder.withLock { $0 != nil } }

    func switcher(_ report: @escaping (SwitchProgress) -> Void) -> Switcher {
        // On the way back there is nothing left to abort.
        let abortion: () -> String? = {
            guard let open = self.ledger.state.open, case .forward = open.machine.state else { return nil }
            return self.abortion.withLock { $0?.transaction == open.transaction.id ? $0?.reason : nil }
        }
        return Switcher(
            configuration.layout, app, ledger, slots: link, health: HealthJudge(link: link, abortion: abortion),
            steps: StepProgram(configuration, app),
            abortion: abortion, report: report)
    }

    /// Ends the wrapper of an app that has nothing to run, and waits until it has gone.
    func dismissWrapper() {
        stopWatch()
        do { try link.end(within: 60_000) } catch { log("its wrapper does not end: \(error)") }
    }

    /// The generation that serves clients by the present want.
    var liveGeneration: Int? {
        (try? WantFile(app).read())?.slots.first { $0.state == .live }?.generation
    }

    /// Lets a warm generation go, unless a change runs; true when it is gone from the plan.
    func cool(_ generation: Int, _ reason: String) -> Bool {
        do {
            try exclusively("letting generation \(generation) go") {
                try ledger.append(.cooled(generation: generation, reason: reason))
                try switcher { _ in }.settle()
            }
            return true
        } catch {
            return false
        }
    }

    /// A line of history; a full disk delays it, no more.
    func note(_ action: String, _ detail: String, by: String = "slipwayd", outcome: String = "done") {
        ledger.appendOrHold(.acted(action: action, by: by, outcome: outcome, detail: detail))
        events.record(.acted, app: name, "\(action) by \(by): \(outcome), \(detail)")
        log("\(action) by \(by): \(outcome), \(detail)")
    }

    /// A client that works without a daemon has no log; what matters it is told.
    func log(_ text: String) { if isWatched { DaemonLog.write("\(name): \(text)") } }
}
