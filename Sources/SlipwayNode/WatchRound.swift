import Glibc
import SlipwayDeploy
import SlipwayModel
import SlipwayObserve
import SlipwaySystem

/// What the steady watch remembers between two looks: which process it judges, when each probe is due, and the counts.
struct WatchRound {
    private let desk: AppDesk
    private(set) var status: WrapperStatus?
    private(set) var results: [(check: HealthCheck, result: ProbeResult)] = []
    private(set) var condemned: String?

    private var generation = 0
    private var incarnation = 0
    private var spec: ServiceSpec?
    private var port = 0
    private var machines: [HealthMachine] = []
    private var due: [Int64] = []
    /// When a start that has not become ready is given up.
    private var startDeadline = Int64.max
    private var warmSince: (generation: Int, at: Int64)?

    init(_ desk: AppDesk) { self.desk = desk }

    var nextDue: Int64 {
        var next = isProbing ? due.min() ?? .max : .max
        if let slot, slot.process != nil, !isServing(slot) { next = min(next, startDeadline) }
        if warmSince != nil { next = min(next, coolAt) }
        return next
    }

    mutating func see(_ new: WrapperStatus) {
        status = new
        adoptSubject()
    }

    mutating func act() {
        adoptSubject()
        coolWhenDue()
        let now = Clock.monotonic()
        if let slot, slot.process != nil, !isServing(slot), now >= startDeadline, !isJudged(slot.generation) {
            startDeadline = now + 10_000
            condemn("not started after \(spec?.start.deadline ?? .seconds(0))", slot)
        }
        guard isProbing else { return }
        for index in due.indices where due[index] <= now { probe(index) }
    }

    /// The one live slot that the wrapper shows.
    private var slot: WrapperStatus.Slot? { status?.slot(generation) }

    private func isServing(_ slot: WrapperStatus.Slot) -> Bool { slot.ready && slot.admitting }

    /// A generation under its gate or trial has a judge of its own.
    private func isJudged(_ generation: Int) -> Bool { desk.ledger.state.open?.transaction.generation == generation }

    private var isProbing: Bool {
        guard let slot, isServing(slot), slot.process != nil else { return false }
        return condemned == nil && !isJudged(slot.generation)
    }

    private mutating func adoptSubject() {
        guard let live = desk.liveGeneration, let slot = status?.slot(live) else {
            generation = 0
            incarnation = 0
            machines = []
            due = []
            results = []
            condemned = nil
            return
        }
        guard live != generation || slot.incarnation != incarnation else { return }
        generation = live
        incarnation = slot.incarnation
        spec = try? desk.generations.spec(live)
        let checks = spec?.health ?? []
        machines = checks.map { HealthMachine(threshold: $0.failures) }
        due = checks.map { _ in Clock.monotonic() }
        results = []
        condemned = nil
        startDeadline = Clock.monotonic() + Int64(spec?.start.deadline.milliseconds ?? 120_000)
        let configuration = desk.ledger.state.generations[live]?.configuration ?? Configuration()
        port = spec?.listen.first.map { configuration.port(of: $0) } ?? 0
    }

    private mutating func probe(_ index: Int) {
        guard let spec, spec.health.indices.contains(index), let slot else { return }
        let check = spec.health[index]
        let result = HTTPProbe(check: check, port: port, token: nil).ask()
        due[index] = Clock.monotonic() + Int64(check.every.milliseconds)
        results.removeAll { $0.check == check }
        results.append((check, result))
        let wasCondemned = machines[index].isCondemned
        machines[index].apply(result.verdict)
        guard machines[index].isCondemned else { return }
        let reason = "\(check.title) \(result.detail), \(check.failures) times in a row"
        switch check.then {
        case .restart: condemn(reason, slot)
        case .alert: if !wasCondemned { desk.note("alert", reason) }
        }
    }

    /// The process is ended; its wrapper starts another. A fresh one is safe: the incarnation would not match.
    private mutating func condemn(_ reason: String, _ slot: WrapperStatus.Slot) {
        condemned = reason
        desk.note("heal", reason)
        do {
            try desk.link.send(
                .signal(generation: slot.generation, incarnation: slot.incarnation, number: SIGKILL, reason: reason))
        } catch {
            desk.log("cannot end a sick process: \(error)")
            condemned = nil
        }
    }

    /// When the warm generation goes; later, when it could not be let go just now.
    private var coolAt = Int64.max

    private mutating func coolWhenDue() {
        guard let spec, let warm = desk.ledger.state.warm else {
            warmSince = nil
            return
        }
        let now = Clock.monotonic()
        if warmSince?.generation != warm {
            warmSince = (warm, now)
            coolAt = now + Int64(spec.switch.keepWarm.milliseconds)
        }
        let hasEnded = status?.slot(warm).map { $0.process == nil && $0.phase == .stopped } ?? false
        guard now >= coolAt || hasEnded else { return }
        // Busy or a full disk: not now.
        coolAt = now + 5000
        if desk.cool(warm, hasEnded ? "its process has ended" : "kept warm for \(spec.switch.keepWarm)") {
            warmSince = nil
        }
    }
}
