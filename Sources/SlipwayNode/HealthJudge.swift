import SlipwayDeploy
import SlipwayModel
import SlipwayObserve
import SlipwaySystem

/// Watches one generation through its gate or trial: feeds what probes and wrapper tell into a `TrialMachine`.
struct HealthJudge: HealthJudging {
    let link: WrapperLink
    var app: AppLayout { link.app }

    /// Between probes at the gate: it only delays the switch.
    private static let gatePause: Int64 = 250
    /// Between probes on trial, at most.
    private static let trialPause: Int64 = 1000

    func gate(generation: Int, spec: ServiceSpec, again: Bool) throws -> Judgement {
        let deadline = Clock.monotonic() + Int64(spec.start.deadline.milliseconds)
        var watch = SlotWatch(generation, isFresh: !again)
        var death: String?
        let port = try link.wait(until: deadline) { status -> Int?? in
            death = watch.death(status)
            if death != nil { return .some(nil) }
            guard let slot = status.slot(generation), slot.ready, let port = slot.privatePort else { return nil }
            return port
        }
        if let death { return .failed(reason: death, evidence: evidence([])) }
        guard let port, let port else {
            return .failed(reason: "it was not started after \(spec.start.deadline)", evidence: evidence([]))
        }
        let token = try Files.text(app.slotLayout(generation).token).filter { !$0.isWhitespace }
        for path in spec.start.warmUp { warm(path, port, token, deadline) }
        let machine = TrialMachine(
            kind: .gate, thresholds: spec.health.map { again ? 1 : $0.failures }, windowEnd: 0, deadline: deadline)
        let probes = spec.health.map { HTTPProbe(check: $0, port: port, token: token) }
        return try judge(machine, probes, pauses: spec.health.map { _ in Self.gatePause }, watch)
    }

    func trial(generation: Int, spec: ServiceSpec, configuration: Configuration) throws -> Judgement {
        let now = Clock.monotonic()
        let window = now + Int64(spec.switch.trial.milliseconds)
        let slack = spec.health.map { $0.failures * ($0.timeout.milliseconds + Int(Self.trialPause)) }.max() ?? 0
        let machine = TrialMachine(
            kind: .trial, thresholds: spec.health.map(\.failures), windowEnd: window, deadline: window + Int64(slack))
        let port = spec.listen.first.map { configuration.port(of: $0) } ?? 0
        let probes = spec.health.map { HTTPProbe(check: $0, port: port, token: nil) }
        // Often enough that the window holds as many probes as acquit.
        let pauses = spec.health.map {
            min(
                Int64($0.every.milliseconds), Self.trialPause, Int64(spec.switch.trial.milliseconds / ($0.failures + 1))
            )
        }
        return try judge(machine, probes, pauses: pauses, SlotWatch(generation, isFresh: true))
    }

    private func judge(
        _ machine: TrialMachine, _ probes: [HTTPProbe], pauses: [Int64], _ watch: SlotWatch
    ) throws -> Judgement {
        var machine = machine
        var watch = watch
        var history: [String] = []
        var due = probes.map { _ in Clock.monotonic() }
        var subscription = try link.subscribe()
        machine.apply(.tick, at: Clock.monotonic())
        while machine.verdict == nil {
            let now = Clock.monotonic()
            if let index = due.indices.min(by: { due[$0] < due[$1] }), due[index] <= now {
                let result = probes[index].ask()
                history.append(
                    "\(Clock.text(Clock.wall())) \(probes[index].check.title) \(result.verdict.rawValue): \(result.detail)"
                )
                // A death explains a failed probe better than the probe does, and outweighs one that passed.
                try look(&subscription, &machine, &watch, until: 0)
                machine.apply(
                    .probed(check: index, result.verdict, detail: words(probes[index], result)), at: Clock.monotonic())
                due[index] = Clock.monotonic() + pauses[index]
                continue
            }
            let next = min(due.min() ?? .max, machine.windowEnd > now ? machine.windowEnd : .max, machine.deadline)
            try look(&subscription, &machine, &watch, until: next)
        }
        switch machine.verdict {
        case .passed: return .passed(detail: history.last ?? "no health check")
        case .failed(let reason): return .failed(reason: reason, evidence: evidence(history))
        case nil: return .failed(reason: "no verdict", evidence: evidence(history))
        }
    }

    private func look(
        _ subscription: inout WrapperSubscription, _ machine: inout TrialMachine, _ watch: inout SlotWatch,
        until deadline: Int64
    ) throws {
        var deadline = deadline
        while let status = try subscription.next(deadline: deadline) {
            // Then whatever else has come already.
            deadline = 0
            if let death = watch.death(status) { machine.apply(.died(reason: death), at: Clock.monotonic()) }
        }
        if subscription.isOver {
            // The wrapper has died; its processes run on, and so does this judgement with its successor.
            try link.ensure()
            subscription = try link.subscribe()
        }
        machine.apply(.tick, at: Clock.monotonic())
    }

    private func warm(_ path: String, _ port: Int, _ token: String, _ deadline: Int64) {
        let timeout = min(30_000, max(1, deadline - Clock.monotonic()))
        _ = HTTPProbe(
            check: HealthCheck(http: path, timeout: .milliseconds(Int(timeout))), port: port, token: token
        ).ask()
    }

    private func words(_ probe: HTTPProbe, _ result: ProbeResult) -> String { "\(probe.check.title) \(result.detail)" }

    private func evidence(_ history: [String]) -> [String] {
        var lines: [String] = []
        if !history.isEmpty { lines += ["probes:"] + history.suffix(8).map { "  " + $0 } }
        let log = LogTail.lines(app, 12)
        if !log.isEmpty { lines += ["last log lines:"] + log.map { "  " + $0 } }
        return lines
    }
}

/// Sees in a wrapper's status whether the process that is judged has died meanwhile.
struct SlotWatch {
    let generation: Int
    /// It has never run before this switch, so any end of it that nobody asked for is one too many.
    private let isFresh: Bool
    private var incarnation: Int?

    init(_ generation: Int, isFresh: Bool) {
        self.generation = generation
        self.isFresh = isFresh
    }

    mutating func death(_ status: WrapperStatus) -> String? {
        guard let slot = status.slot(generation) else { return nil }
        if let complaint = slot.complaint, !slot.ready { return complaint }
        if let incarnation, slot.incarnation != incarnation {
            return "its process ended: "
                + (slot.exits.last { $0.incarnation == incarnation }?.how ?? "ending not known")
        }
        if isFresh, let exit = slot.exits.first(where: { !$0.wanted }) { return "its process ended: \(exit.how)" }
        if slot.process != nil { incarnation = slot.incarnation }
        if slot.process == nil, let exit = slot.exits.last, exit.incarnation == slot.incarnation, !exit.wanted {
            return "its process ended: \(exit.how)"
        }
        return nil
    }
}
