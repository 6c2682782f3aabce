import SlipwayDeploy
import SlipwayModel
import SlipwayObserve
import SlipwaySystem

/// Watches one generation through its gate or trial: feeds what probes and wrapper tell into a `TrialMachine`.
struct HealthJudge: HealthJudging {
    let link: WrapperLink
    /// Why the switch shall be undone, once somebody wants that.
    var abortion: () -> String? = { nil }
    var app: AppLayout { link.app }

    /// Between probes at the gate: it only delays the switch.
    private static let gatePause: Int64 = 250
    /// Between probes on trial, at most, and between two looks at whether to go on.
    private static let trialPause: Int64 = 1000

    /// `again`: it has been good before, so it need not prove more than that it answers.
    func gate(generation: Int, service: ServiceSpec, again: Bool) throws -> Judgement {
        let deadline = Clock.monotonic() + Int64(service.start.deadline.milliseconds)
        var watch = SlotWatch(generation, isFresh: !again)
        let door: Door
        switch try findDoor(generation, service, deadline, &watch) {
        case .open(let found): door = found
        case .shut(let reason): return .failed(reason: reason, evidence: abortion() == nil ? evidence([]) : [])
        }
        let prober = Prober(
            app, generation, service, door.process, privatePort: door.isPrivate ? door.port : nil, token: door.token)
        let warmUp = { for path in service.start.warmUp { self.warm(path, prober, deadline) } }
        // What says when it is started is warm before it is judged; what says nothing answers only once it is judged.
        // A wrapper of before does not tell it the pages.
        let warmsItself = service.start.warmsItself == true && Files.exists(app.slotLayout(generation).warmUp)
        if service.sockets == .admitted, !warmsItself { warmUp() }
        let checks = service.health.filter(\.isForGate)
        let machine = TrialMachine(
            kind: .gate,
            checks: checks.map { HealthMachine(threshold: again ? 1 : $0.failures, silence: $0.silence) },
            windowEnd: 0, deadline: deadline)
        let judgement = try judge(machine, prober, checks, pauses: checks.map { _ in Self.gatePause }, watch)
        if case .passed = judgement, service.sockets != .admitted { warmUp() }
        return judgement
    }

    func trial(generation: Int, service: ServiceSpec) throws -> Judgement {
        let now = Clock.monotonic()
        let trial = service.switch.trial.milliseconds
        let window = now + Int64(trial)
        let slack = service.health.map { $0.failures * ($0.timeout.milliseconds + Int(Self.trialPause)) }.max() ?? 0
        let machine = TrialMachine(
            kind: .trial,
            checks: service.health.map { HealthMachine(threshold: $0.failures, silence: $0.silence) },
            windowEnd: window, deadline: window + Int64(slack))
        // Often enough that the window holds as many probes as acquit.
        let pauses = service.health.map {
            min(Int64($0.every.milliseconds), Self.trialPause, Int64(trial / ($0.failures + 1)))
        }
        return try judge(
            machine, Prober(app, generation, service, StoredStatus.process(app, generation)), service.health,
            pauses: pauses, SlotWatch(generation, isFresh: true))
    }

    /// Where the gate is asked.
    private struct Door {
        var port: Int?
        var isPrivate = false
        var token: String?
        var process: ProcessIdentity?
    }

    private enum Arrival {
        case open(Door)
        case shut(String)
    }

    /// Until the program has said that it is started; one that says nothing is asked at the port that clients use, until
    /// it answers.
    private func findDoor(
        _ generation: Int, _ service: ServiceSpec, _ deadline: Int64, _ watch: inout SlotWatch
    ) throws -> Arrival {
        while Clock.monotonic() < deadline {
            if let why = abortion() { return .shut(why) }
            let turn = min(deadline, Clock.monotonic() + Self.trialPause)
            let arrival = try link.wait(until: turn) { status -> Arrival? in
                if let death = watch.death(status) { return .shut(death) }
                guard let slot = status.slot(generation), slot.ready else { return nil }
                if service.sockets != .admitted {
                    return .open(Door(port: service.listen.first?.port, process: slot.process))
                }
                return slot.privatePort.map { .open(Door(port: $0, isPrivate: true, process: slot.process)) }
            }
            guard case .open(var door) = arrival else {
                if let arrival { return arrival }
                continue
            }
            if service.sockets == .admitted {
                door.token = try Files.text(app.slotLayout(generation).token).filter { !$0.isWhitespace }
            }
            return .open(door)
        }
        return .shut("it was not started after \(service.start.deadline)")
    }

    private func judge(
        _ machine: TrialMachine, _ prober: Prober, _ checks: [HealthCheck], pauses: [Int64], _ watch: SlotWatch
    ) throws -> Judgement {
        var machine = machine
        var watch = watch
        var history: [String] = []
        // Of what was asked of the app itself; the signs of a Java VM say less.
        var answer: String?
        var due = checks.map { _ in Clock.monotonic() }
        var failed: Set<Int> = []
        var subscription = try link.subscribe()
        machine.apply(.tick, at: Clock.monotonic())
        while machine.verdict == nil {
            let now = Clock.monotonic()
            if let why = abortion() { return .failed(reason: why, evidence: []) }
            if let index = due.indices.min(by: { due[$0] < due[$1] }), due[index] <= now {
                let check = checks[index]
                let result = prober.ask(check, suspicious: !failed.subtracting([index]).isEmpty)
                if result.verdict == .fail { failed.insert(index) } else { failed.remove(index) }
                history.append(
                    "\(Clock.text(Clock.wall())) \(check.title) \(result.verdict.rawValue): \(result.detail)")
                if check.isForGate { answer = history.last }
                // A death explains a failed probe better than the probe does, and outweighs one that passed.
                try look(&subscription, &machine, &watch, until: 0)
                machine.apply(
                    .probed(check: index, result.verdict, detail: "\(check.title) \(result.detail)"),
                    at: Clock.monotonic())
                due[index] = Clock.monotonic() + pauses[index]
                continue
            }
            let window = machine.windowEnd > now ? machine.windowEnd : .max
            try look(
                &subscription, &machine, &watch,
                until: min(due.min() ?? .max, window, machine.deadline, now + Self.trialPause))
        }
        switch machine.verdict {
        case .passed: return .passed(detail: answer ?? history.last ?? "no health check")
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

    private func warm(_ path: String, _ prober: Prober, _ deadline: Int64) {
        let timeout = min(30_000, max(1, deadline - Clock.monotonic()))
        _ = prober.ask(HealthCheck(http: path, timeout: .milliseconds(Int(timeout))))
    }

    private func evidence(_ history: [String]) -> [String] {
        var lines: [String] = []
        if !history.isEmpty { lines += ["probes:"] + history.suffix(8).map { "  " + $0 } }
        let log = LogTail.lines(app, 12)
        if !log.isEmpty { lines += ["last log lines:"] + log.map { "  " + $0 } }
        return lines
    }
}
