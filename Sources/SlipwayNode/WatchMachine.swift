package import SlipwayModel
package import SlipwayObserve

/// Decides when each check of one process is asked, and when what they answer condemns it: once at most, never while an
/// operator holds it or a gate or trial judges it. All times are of `Clock.monotonic`.
package struct WatchMachine: Equatable, Sendable {
    /// What is true around the checks.
    package struct Surroundings: Hashable, Sendable {
        package var hasProcess: Bool
        /// Its program has said that it is up, and clients are let in.
        package var isServing: Bool
        /// A gate or trial has it in hand.
        package var isJudged: Bool
        package var isHeld: Bool
        package init(hasProcess: Bool, isServing: Bool, isJudged: Bool, isHeld: Bool) {
            self.hasProcess = hasProcess
            self.isServing = isServing
            self.isJudged = isJudged
            self.isHeld = isHeld
        }
    }

    package enum Event: Hashable, Sendable {
        case seen(Surroundings)
        /// An ask has begun.
        case asked(check: Int)
        /// It has come back.
        case answered(check: Int, ProbeResult.Verdict, detail: String)
        /// It could not be begun.
        case unasked(check: Int)
        /// Somebody else has seen the process pass.
        case proven
        /// The signal that was to end it has not been sent.
        case spared
        /// It has been sent.
        case signalled
        case tick
    }

    /// What has come about, to be done or told.
    package enum News: Hashable, Sendable {
        case unhealthy(String), healthy(String)
        case alert(String), alertOver(String)
        case condemned(Condemnation)
        /// It would be condemned, were it not held.
        case sick(String)
    }

    /// One check, and how it fares.
    private struct Row: Equatable, Sendable {
        let check: HealthCheck
        var machine: HealthMachine
        /// It has passed since the process began, or need not to have.
        var hasPassed: Bool
        var due: Int64
        var flight: Flight?
        var verdict: ProbeResult.Verdict?
        var detail = ""
        var failingSince: Int64?
        /// When it last answered an ask that was made on suspicion.
        var suspectedAt: Int64?
        /// From the failure that condemns to the pass that acquits.
        var isIll = false
        var reason = ""
        var isDeadlock: Bool { check.kind == .jvm && check.jvm == .deadlock }
        var hasFailed: Bool { verdict == .fail || (verdict == .noData && check.silence == .fail) }
        var isFine: Bool { verdict == .pass || (verdict == .noData && check.silence == .ignore) }
    }

    private struct Flight: Equatable, Sendable {
        var begun: Int64
        var isSuspicious: Bool
        /// When an ask that has not come back counts as one without an answer.
        var overdue: Int64
    }

    private var rows: [Row]
    private var around = Surroundings(hasProcess: false, isServing: false, isJudged: false, isHeld: false)
    private let startDeadline: Int64
    private let startTime: TimeSpan
    /// When a start that is too long is judged again.
    private var startDue: Int64
    /// When a condemned process that still runs is judged anew.
    private var doubtAt: Int64 = .max
    private var isProven = false
    /// A check that condemns, and until when the word of the deadlock check is waited for.
    private var pending: (check: Int, until: Int64)?
    package private(set) var condemned: Condemnation?
    package private(set) var suspicion: String?

    /// Between two asks of a program that has not passed yet, at most.
    private static let startPause: Int64 = 1000
    /// For the evidence of a condemned process, a heap dump included, and from the signal to its end.
    private static let mostEvidence: Int64 = 75_000
    private static let patience: Int64 = 10_000
    /// What an ask may take beyond its timeout.
    private static let grace: Int64 = 2000

    /// `tellsStart`: the program says itself when it is up. `begun`: when the process began.
    package init(
        _ checks: [HealthCheck], tellsStart: Bool, startTime: TimeSpan, begun: Int64, at now: Int64
    ) {
        rows = checks.map {
            Row(
                check: $0, machine: HealthMachine(threshold: $0.failures, silence: $0.silence),
                hasPassed: tellsStart, due: now)
        }
        self.startTime = startTime
        startDeadline = begun + Int64(startTime.milliseconds)
        startDue = startDeadline
    }

    @discardableResult package mutating func apply(_ event: Event, at now: Int64) -> [News] {
        switch event {
        case .seen(let new):
            // What a gate and a trial let pass has passed.
            if around.isJudged, !new.isJudged, new.hasProcess {
                for index in rows.indices { rows[index].hasPassed = true }
            }
            around = new
        case .asked(let check): begin(check, now)
        case .answered(let check, let verdict, let detail):
            guard let flight = rows[check].flight else { return [] }
            rows[check].flight = nil
            return take(check, verdict, detail, flight, now) + judgeTime(now)
        case .unasked(let check):
            rows[check].flight = nil
            rows[check].due = now + Self.startPause
        case .proven: hurry(now)
        case .spared: spare(now)
        case .signalled: doubtAt = now + Self.patience
        case .tick: break
        }
        return judgeTime(now)
    }

    /// It can be asked, and what it answers counts.
    private var isProbing: Bool {
        around.hasProcess && around.isServing && !around.isJudged && condemned == nil
    }

    private var isStarting: Bool { around.hasProcess && !around.isServing && !around.isJudged && condemned == nil }

    /// False while a program that does not tell when it is up has not passed yet.
    package var hasStarted: Bool { rows.allSatisfy { $0.check.then == .alert || $0.hasPassed || $0.isFine } }

    /// Every check that decides whether it runs well has said so.
    package var isWell: Bool { rows.allSatisfy { $0.check.then == .alert || $0.isFine } }

    package var alerts: [String] { rows.filter { $0.isIll && $0.check.then == .alert }.map(\.reason) }

    /// The checks to be asked now.
    package func due(at now: Int64) -> [Int] {
        guard isProbing else { return [] }
        return rows.indices.filter { rows[$0].flight == nil && rows[$0].due <= now }
    }

    /// Another check has failed at its latest ask.
    package func isSuspicious(for check: Int) -> Bool {
        rows.indices.contains { $0 != check && rows[$0].hasFailed }
    }

    /// When there is something to do, at the latest.
    package var nextDue: Int64 {
        if condemned != nil, around.hasProcess { return doubtAt }
        if isStarting, suspicion == nil { return startDue }
        guard isProbing else { return .max }
        let asks = rows.map { $0.flight?.overdue ?? $0.due }.min() ?? .max
        return min(asks, pending?.until ?? .max)
    }
}

extension WatchMachine {
    private mutating func begin(_ check: Int, _ now: Int64) {
        let timeout = Int64(rows[check].check.timeout.milliseconds)
        rows[check].flight = Flight(
            begun: now, isSuspicious: isSuspicious(for: check), overdue: now + timeout + Self.grace)
    }

    /// What somebody else has seen pass is asked at once, which ends its start.
    private mutating func hurry(_ now: Int64) {
        guard !isProven, isProbing else { return }
        isProven = true
        for index in rows.indices where !rows[index].hasPassed { rows[index].due = now }
    }

    private mutating func take(
        _ index: Int, _ verdict: ProbeResult.Verdict, _ detail: String, _ flight: Flight, _ now: Int64
    ) -> [News] {
        // Counted from ask to ask, so that a slow answer does not put off the verdict.
        let every = Int64(rows[index].check.every.milliseconds)
        let pause = rows[index].hasPassed || verdict == .pass ? every : min(every, Self.startPause)
        let isLate = rows[index].isDeadlock && !flight.isSuspicious && isSuspicious(for: index)
        rows[index].due = isLate ? now : max(now, flight.begun + pause)
        guard isProbing else { return [] }
        rows[index].verdict = verdict
        rows[index].detail = detail
        if verdict == .pass { rows[index].hasPassed = true }
        // One that says nothing when it is up is given its time.
        guard rows[index].hasPassed || now >= startDeadline else { return [] }
        if flight.isSuspicious { rows[index].suspectedAt = now }
        return count(index, verdict, now)
    }

    private mutating func count(_ index: Int, _ verdict: ProbeResult.Verdict, _ now: Int64) -> [News] {
        let isFailure = rows[index].hasFailed
        if verdict == .pass { rows[index].failingSince = nil }
        if isFailure, rows[index].failingSince == nil { rows[index].failingSince = now }
        rows[index].machine.apply(verdict)
        if isFailure, !rows[index].isDeadlock { suspect(now) }
        var news = tell(index, now)
        if rows[index].check.then == .restart, rows[index].machine.isCondemned { news += weigh(index, now) }
        // The word that a verdict waited for.
        if rows[index].isDeadlock, let check = pending?.check, rows[index].suspectedAt == now {
            news += conclude(check, now)
        }
        return news
    }

    /// The deadlock check is asked at once, so that it can name the cause before another condemns.
    private mutating func suspect(_ now: Int64) {
        for index in rows.indices where rows[index].isDeadlock { rows[index].due = now }
    }

    /// What changes for those who are told.
    private mutating func tell(_ index: Int, _ now: Int64) -> [News] {
        let isAlert = rows[index].check.then == .alert
        if rows[index].machine.isCondemned {
            let words = reason(index, now).reason
            rows[index].reason = words
            if rows[index].isIll { return [] }
            rows[index].isIll = true
            return [isAlert ? .alert(words) : .unhealthy(words)]
        }
        guard rows[index].isIll, rows[index].machine.isAcquitted else { return [] }
        rows[index].isIll = false
        if !rows.contains(where: { $0.isIll && $0.check.then == .restart }) { suspicion = nil }
        let words = "\(rows[index].check.title) \(rows[index].detail)"
        return [isAlert ? .alertOver(words) : .healthy(words)]
    }

    private mutating func weigh(_ index: Int, _ now: Int64) -> [News] {
        guard condemned == nil, pending == nil else { return [] }
        let since = rows[index].failingSince ?? now
        if let deadlock = rows.indices.first(where: { rows[$0].isDeadlock && $0 != index }),
            (rows[deadlock].suspectedAt ?? .min) < since
        {
            pending = (index, now + Int64(rows[deadlock].check.timeout.milliseconds))
            return []
        }
        return conclude(index, now)
    }

    private mutating func conclude(_ index: Int, _ now: Int64) -> [News] {
        pending = nil
        guard rows[index].machine.isCondemned else { return [] }
        let since = rows[index].failingSince ?? now
        let deadlock = rows.indices.first {
            rows[$0].isDeadlock && rows[$0].verdict == .fail && (rows[$0].suspectedAt ?? .min) >= since
        }
        return condemn(reason(deadlock ?? index, now), now)
    }

    private mutating func condemn(_ found: Condemnation, _ now: Int64) -> [News] {
        guard condemned == nil, around.hasProcess, !around.isJudged else { return [] }
        if around.isHeld {
            defer { suspicion = found.reason }
            return suspicion == nil ? [.sick(found.reason)] : []
        }
        condemned = found
        suspicion = nil
        doubtAt = now + Self.mostEvidence
        return [.condemned(found)]
    }

    /// It is judged again.
    private mutating func spare(_ now: Int64) {
        condemned = nil
        startDue = now + 10_000
    }

    private func reason(_ index: Int, _ now: Int64) -> Condemnation {
        let since = rows[index].failingSince ?? now
        return WatchReason.of(rows[index].check, rows[index].detail, seconds: (now - since + 500) / 1000)
    }

    private mutating func judgeTime(_ now: Int64) -> [News] {
        var news: [News] = []
        // The signal has not reached it, or has been lost with a wrapper.
        if condemned != nil, around.hasProcess, now >= doubtAt { spare(now) }
        if isStarting, now >= startDue {
            news += condemn(Condemnation(cause: "start", reason: "not started after \(startTime)"), now)
        }
        guard isProbing else {
            pending = nil
            return news
        }
        for index in rows.indices {
            guard let flight = rows[index].flight, now >= flight.overdue else { continue }
            news += take(index, .noData, "no answer: the ask has not come back", flight, now)
            let every = Int64(rows[index].check.every.milliseconds)
            rows[index].flight?.overdue = now + max(every, 1000)
        }
        if let pending, now >= pending.until { news += conclude(pending.check, now) }
        return news
    }

    package static func == (one: WatchMachine, other: WatchMachine) -> Bool {
        one.rows == other.rows && one.around == other.around && one.startDue == other.startDue
            && one.isProven == other.isProven && one.pending?.check == other.pending?.check
            && one.pending?.until == other.pending?.until && one.condemned == other.condemned
            && one.suspicion == other.suspicion
    }
}
