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
    /// What would condemn it, were it not for an operator's `hold`.
    private(set) var suspicion: String?
    /// False while a program that does not tell when it is up has been asked and has not passed yet.
    var hasStarted: Bool {
        results.allSatisfy { check, result in
            check.then == .alert || result.verdict == .pass || hasPassed(check)
        }
    }

    private var generation = 0
    private var incarnation = 0
    private var service: ServiceSpec?
    private var prober: Prober?
    private var machines: [HealthMachine] = []
    /// Whether each check has passed since the process began; true from the start where the program tells when it is up.
    private var passed: [Bool] = []
    private var due: [Int64] = []
    /// Between two looks at a program that has not passed yet, at most.
    private static let startPause: Int64 = 1000
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
            condemn("not started after \(service?.start.deadline ?? .seconds(0))", slot)
        }
        guard isProbing else { return }
        if !hasStarted, let process = slot?.process, desk.watch?.hasProven(process) == true {
            for index in due.indices where !passed[index] { due[index] = now }
        }
        for index in due.indices where due[index] <= now { probe(index) }
        proveWhenWell()
    }

    private func proveWhenWell() {
        guard isProbing, let service, desk.isUnproven(generation) else { return }
        let isWell = service.vital.allSatisfy { check in
            results.contains { $0.check == check && $0.result.verdict == .pass }
        }
        if isWell { desk.prove(generation) }
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
            service = nil
            forget()
            return
        }
        guard live != generation || slot.incarnation != incarnation else { return }
        generation = live
        incarnation = slot.incarnation
        service = try? desk.generations.service(live)
        prober = service.map { Prober(desk.app, live, $0, slot.process) }
        forget()
        // A process that began before this daemon has used up some of its time.
        let begun = slot.process.map(ProcessTable.begun) ?? Clock.monotonic()
        startDeadline = begun + Int64(service?.start.deadline.milliseconds ?? 120_000)
    }

    private mutating func forget() {
        let checks = service?.health ?? []
        machines = checks.map { HealthMachine(threshold: $0.failures, silence: $0.silence) }
        passed = checks.map { _ in service?.sockets == .admitted }
        due = checks.map { _ in Clock.monotonic() }
        results = []
        condemned = nil
        suspicion = nil
    }

    private func hasPassed(_ check: HealthCheck) -> Bool {
        guard let index = service?.health.firstIndex(of: check), passed.indices.contains(index) else { return true }
        return passed[index]
    }

    private mutating func probe(_ index: Int) {
        guard let prober, let service, service.health.indices.contains(index), let slot else { return }
        let check = service.health[index]
        let result = prober.ask(check)
        let now = Clock.monotonic()
        if result.verdict == .pass { passed[index] = true }
        let every = Int64(check.every.milliseconds)
        due[index] = now + (passed[index] ? every : min(every, Self.startPause))
        results.removeAll { $0.check == check }
        results.append((check, result))
        // One that says nothing when it is up is given its time.
        guard passed[index] || now >= startDeadline else { return }
        let wasCondemned = machines[index].isCondemned
        machines[index].apply(result.verdict)
        if result.verdict == .pass, machines.allSatisfy({ !$0.isCondemned }) { suspicion = nil }
        guard machines[index].isCondemned else { return }
        let reason = "\(check.title) \(result.detail), \(check.failures) times in a row"
        switch check.then {
        case .restart: condemn(reason, slot)
        case .alert: if !wasCondemned { desk.note("alert", reason) }
        }
    }

    /// The process is ended; its wrapper starts another. A fresh one is safe: the incarnation would not match.
    private mutating func condemn(_ reason: String, _ slot: WrapperStatus.Slot) {
        if desk.ledger.state.isHeld {
            if suspicion == nil { desk.note("sick", reason + "; held, so it is left alone") }
            suspicion = reason
            return
        }
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
        guard let service, let warm = desk.ledger.state.warm else {
            warmSince = nil
            return
        }
        let now = Clock.monotonic()
        if warmSince?.generation != warm {
            warmSince = (warm, now)
            coolAt = now + Int64(service.switch.keepWarm.milliseconds)
        }
        let hasEnded = status?.slot(warm).map { $0.process == nil && $0.phase == .stopped } ?? false
        guard now >= coolAt || hasEnded else { return }
        // Busy or a full disk: not now.
        coolAt = now + 5000
        if desk.cool(warm, hasEnded ? "its process has ended" : "kept warm for \(service.switch.keepWarm)") {
            warmSince = nil
        }
    }
}
