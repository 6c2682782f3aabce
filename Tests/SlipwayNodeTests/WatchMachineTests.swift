import SlipwayModel
import SlipwayNode
import SlipwayObserve
import Testing

@Suite struct WatchMachineTests {
    private static let serving = WatchMachine.Surroundings(
        hasProcess: true, isServing: true, isJudged: false, isHeld: false)

    private static func deadlock(timeout: TimeSpan = .seconds(3)) -> HealthCheck {
        var check = HealthCheck(every: .seconds(20), timeout: timeout, failures: 2)
        check.jvm = .deadlock
        return check
    }

    private static func machine(_ checks: [HealthCheck], tellsStart: Bool = true) -> WatchMachine {
        var machine = WatchMachine(checks, tellsStart: tellsStart, startTime: .seconds(30), begun: 0, at: 0)
        machine.apply(.seen(serving), at: 0)
        return machine
    }

    private static func ask(
        _ machine: inout WatchMachine, _ check: Int, _ verdict: ProbeResult.Verdict, _ detail: String = "bad",
        at now: Int64, took: Int64 = 0
    ) -> [WatchMachine.News] {
        machine.apply(.asked(check: check), at: now)
        return machine.apply(.answered(check: check, verdict, detail: detail), at: now + took)
    }

    private func condemnations(_ news: [WatchMachine.News]) -> [Condemnation] {
        news.compactMap { if case .condemned(let it) = $0 { it } else { nil } }
    }

    @Test func aRowOfFailuresCondemnsOnceAndInWords() {
        var machine = Self.machine([HealthCheck(http: "/health", every: .seconds(1), failures: 3)])
        var news: [WatchMachine.News] = []
        for turn in 0..<3 {
            let now = Int64(turn) * 1000
            #expect(machine.due(at: now) == [0])
            news += Self.ask(&machine, 0, .fail, "no answer in 2 s", at: now, took: 900)
        }
        let reason = "http /health no answer in 2 s, 3 times in a row"
        #expect(news == [.unhealthy(reason), .condemned(Condemnation(cause: "hang", reason: reason))])
        // Only its own end is looked for then, and that it does come.
        #expect(machine.due(at: 70_000) == [] && machine.nextDue == 2900 + 75_000)
        #expect(machine.apply(.answered(check: 0, .fail, detail: "late"), at: 5000) == [])
    }

    /// From one ask to the next it is `every`, whatever an answer takes: within failures × every + timeout.
    @Test func theVerdictComesInItsTime() {
        var machine = Self.machine([HealthCheck(http: "/", every: .seconds(10), timeout: .seconds(2), failures: 3)])
        _ = Self.ask(&machine, 0, .pass, at: 0)
        var now = machine.nextDue
        var news: [WatchMachine.News] = []
        while machine.condemned == nil {
            news += Self.ask(&machine, 0, .fail, at: now, took: 2000)
            now = machine.nextDue
        }
        // It fell ill right after its pass, at 0.
        #expect(news.count == 2)
        #expect(machine.condemned?.cause == "http")
        var again = Self.machine([HealthCheck(http: "/", every: .seconds(10), timeout: .seconds(2), failures: 3)])
        _ = Self.ask(&again, 0, .pass, at: 0)
        for due: Int64 in [10_000, 20_000, 30_000] {
            #expect(again.nextDue == due)
            _ = Self.ask(&again, 0, .fail, at: due, took: 2000)
        }
        #expect(again.condemned != nil)
    }

    @Test func theDeadlockCheckIsAskedAtOnceAndNamesTheCause() {
        var machine = Self.machine([HealthCheck(http: "/", every: .seconds(1), failures: 1), Self.deadlock()])
        _ = Self.ask(&machine, 1, .pass, "no suspicion", at: 0)
        #expect(machine.nextDue == 0 || machine.due(at: 0) == [0])
        let first = Self.ask(&machine, 0, .fail, "no answer in 2 s", at: 100)
        #expect(condemnations(first) == [] && machine.condemned == nil)
        #expect(machine.due(at: 100) == [1] && machine.isSuspicious(for: 1))
        let word = "deadlock of 2 threads: a, b"
        let then = Self.ask(&machine, 1, .fail, word, at: 100, took: 50)
        #expect(condemnations(then) == [Condemnation(cause: "deadlock", reason: word)])
    }

    @Test func aDeadlockCheckThatDoesNotAnswerDelaysByItsTimeoutOnly() {
        var machine = Self.machine([HealthCheck(http: "/", every: .seconds(1), failures: 1), Self.deadlock()])
        _ = Self.ask(&machine, 1, .pass, at: 0)
        _ = Self.ask(&machine, 0, .fail, "no answer in 2 s", at: 100)
        machine.apply(.asked(check: 1), at: 100)
        #expect(machine.nextDue <= 3100)
        #expect(condemnations(machine.apply(.tick, at: 3099)) == [])
        #expect(condemnations(machine.apply(.tick, at: 3100)).map(\.cause) == ["hang"])
    }

    @Test func whatFailsInAGateOrWhileHeldCondemnsNothing() {
        for judged in [true, false] {
            var machine = Self.machine([HealthCheck(http: "/", failures: 1)])
            let around = WatchMachine.Surroundings(
                hasProcess: true, isServing: true, isJudged: judged, isHeld: !judged)
            machine.apply(.asked(check: 0), at: 0)
            machine.apply(.seen(around), at: 0)
            let news = machine.apply(.answered(check: 0, .fail, detail: "bad"), at: 10)
            #expect(condemnations(news) == [] && machine.condemned == nil)
            #expect((machine.suspicion != nil) == !judged)
            let sick = news.filter { if case .sick = $0 { true } else { false } }
            #expect(sick.count == (judged ? 0 : 1))
        }
    }

    /// A program that does not tell when it is up has its time to start, unless its trial has said that it is.
    @Test(arguments: [true, false]) func whatAGateLetPassNeedNotPassOnceMore(wasJudged: Bool) {
        var machine = Self.machine([HealthCheck(http: "/", every: .seconds(1), failures: 1)], tellsStart: false)
        var judged = Self.serving
        judged.isJudged = wasJudged
        machine.apply(.seen(judged), at: 0)
        machine.apply(.seen(Self.serving), at: 100)
        let news = Self.ask(&machine, 0, .fail, at: 200)
        #expect(condemnations(news).isEmpty == !wasJudged)
    }

    @Test func anAlertIsRaisedOnceAndClearedWhenAcquitted() {
        var check = HealthCheck(every: .seconds(20), failures: 2, then: .alert)
        check.jvm = .heap
        var machine = Self.machine([check])
        #expect(Self.ask(&machine, 0, .fail, "heap 96 % after collection", at: 0) == [])
        let news = Self.ask(&machine, 0, .fail, "heap 97 % after collection", at: 60_000)
        #expect(news == [.alert("heap 97 % after collection for 60 s")])
        #expect(machine.alerts == ["heap 97 % after collection for 60 s"])
        #expect(Self.ask(&machine, 0, .fail, "heap 98 % after collection", at: 80_000) == [])
        #expect(machine.alerts == ["heap 98 % after collection for 80 s"])
        #expect(Self.ask(&machine, 0, .noData, "no counters", at: 90_000) == [])
        #expect(Self.ask(&machine, 0, .pass, "heap 40 %", at: 100_000) == [])
        #expect(machine.alerts.count == 1)
        #expect(Self.ask(&machine, 0, .pass, "heap 41 %", at: 120_000) == [.alertOver("jvm heap heap 41 %")])
        #expect(machine.alerts == [] && machine.condemned == nil)
    }

    @Test func noDataCountsAsItsPolicySays() {
        for silence in [HealthCheck.Silence.fail, .ignore] {
            var check = HealthCheck(http: "/", every: .seconds(1), failures: 2)
            check.noData = silence
            var machine = Self.machine([check])
            for turn in 0..<5 { _ = Self.ask(&machine, 0, .noData, at: Int64(turn) * 1000) }
            #expect((machine.condemned != nil) == (silence == .fail))
        }
    }

    @Test func aProgramThatDoesNotTellWhenItIsUpIsGivenItsTime() {
        var machine = Self.machine([HealthCheck(http: "/", every: .seconds(5), failures: 1)], tellsStart: false)
        for now in stride(from: Int64(0), to: 30_000, by: 1000) {
            #expect(machine.due(at: now) == [0])
            #expect(Self.ask(&machine, 0, .fail, at: now) == [])
        }
        #expect(!machine.hasStarted)
        #expect(condemnations(Self.ask(&machine, 0, .fail, at: 30_000)).count == 1)
    }

    @Test func aStartThatTakesTooLongCondemns() {
        var machine = WatchMachine([], tellsStart: true, startTime: .seconds(30), begun: 0, at: 0)
        let starting = WatchMachine.Surroundings(hasProcess: true, isServing: false, isJudged: false, isHeld: false)
        #expect(machine.apply(.seen(starting), at: 0) == [] && machine.nextDue == 30_000)
        let news = machine.apply(.tick, at: 30_000)
        #expect(news == [.condemned(Condemnation(cause: "start", reason: "not started after 30s"))])
        machine.apply(.spared, at: 30_000)
        #expect(machine.condemned == nil && machine.nextDue == 40_000)
    }

    /// The signal may be lost with a wrapper, and the evidence may never come.
    @Test(arguments: [false, true])
    func whatRunsOnAfterItsVerdictIsJudgedAnew(_ isSignalled: Bool) {
        var machine = Self.machine([HealthCheck(http: "/", every: .seconds(1), failures: 1)])
        #expect(condemnations(Self.ask(&machine, 0, .fail, at: 0)).count == 1)
        if isSignalled { machine.apply(.signalled, at: 1000) }
        let patience: Int64 = isSignalled ? 11_000 : 75_000
        #expect(machine.nextDue == patience && machine.due(at: patience - 1) == [])
        #expect(condemnations(machine.apply(.tick, at: patience)) == [] && machine.condemned == nil)
        #expect(condemnations(Self.ask(&machine, 0, .fail, at: patience + 10)).count == 1)
    }

    @Test func anAskThatNeverComesBackCountsAndIsNotAskedTwice() {
        var machine = Self.machine([HealthCheck(http: "/", every: .seconds(1), timeout: .seconds(1), failures: 2)])
        machine.apply(.asked(check: 0), at: 0)
        var news: [WatchMachine.News] = []
        var now: Int64 = 0
        while machine.condemned == nil, now < 20_000 {
            #expect(machine.due(at: now) == [])
            now = machine.nextDue
            news += machine.apply(.tick, at: now)
        }
        #expect(now == 4000 && condemnations(news).map(\.cause) == ["hang"])
    }

    /// Every history of a few events: one condemnation at most, none while held or judged, none below a threshold.
    @Test func noHistoryBreaksTheRules() {
        var alert = HealthCheck(exec: ["x"], every: .seconds(1), timeout: .seconds(1), failures: 1, then: .alert)
        alert.noData = .ignore
        let checks = [
            HealthCheck(http: "/", every: .seconds(1), timeout: .seconds(1), failures: 2),
            Self.deadlock(timeout: .seconds(1)), alert,
        ]
        var walked = 0
        func walk(_ history: History, _ depth: Int) {
            walked += 1
            guard depth > 0 else { return }
            for step in Step.all {
                var history = history
                if advance(&history, step) { walk(history, depth - 1) }
            }
        }
        walk(History(machine: Self.machine(checks), around: Self.serving), 5)
        #expect(walked > 10_000)
        var dice: UInt64 = 5
        for _ in 0..<300 {
            var history = History(machine: Self.machine(checks), around: Self.serving)
            for _ in 0..<60 {
                dice = dice &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
                _ = advance(&history, Step.all[Int((dice >> 33) % UInt64(Step.all.count))])
            }
        }
    }

    /// False when that cannot happen now.
    private func advance(_ history: inout History, _ step: Step) -> Bool {
        let now = history.now + (step == .wait ? 1100 : 10)
        history.now = now
        var news: [WatchMachine.News] = []
        switch step {
        case .serve: history.around = Self.serving
        case .hold: history.around.isHeld = true
        case .judge: history.around.isJudged = true
        case .wait: break
        case .answer(let check, let verdict):
            guard history.machine.due(at: now).contains(check) else { return false }
            history.machine.apply(.asked(check: check), at: now)
            news = history.machine.apply(.answered(check: check, verdict, detail: "no answer"), at: now)
            history.note(check, verdict)
        }
        let isSteered = step == .serve || step == .hold || step == .judge
        news += history.machine.apply(isSteered ? .seen(history.around) : .tick, at: now)
        let found = condemnations(news)
        history.condemned += found.count
        if history.condemned > 1 { Issue.record("condemned twice: \(history)") }
        if !found.isEmpty, history.around.isHeld || history.around.isJudged || history.most < 2 {
            Issue.record("condemned wrongly: \(history)")
        }
        if history.machine.condemned != nil, history.machine.due(at: now + 100_000) != [] {
            Issue.record("asked though condemned: \(history)")
        }
        return true
    }

    private struct History {
        var machine: WatchMachine
        var around: WatchMachine.Surroundings
        var now: Int64 = 0
        var condemned = 0
        /// Failures in a row of the checks that restart; the deadlock check may stand in for the other.
        var rows = [0, 0, 0]
        var most: Int { max(rows[0], rows[1]) }
        init(machine: WatchMachine, around: WatchMachine.Surroundings) {
            self.machine = machine
            self.around = around
        }

        mutating func note(_ check: Int, _ verdict: ProbeResult.Verdict) {
            switch verdict {
            case .pass: rows[check] = 0
            case .fail: rows[check] += 1
            case .noData: rows[check] += check == 0 ? 1 : 0
            }
        }
    }

    private enum Step: Hashable {
        case serve, hold, judge, wait
        case answer(Int, ProbeResult.Verdict)
        static let all: [Step] = [
            .serve, .hold, .judge, .wait, .answer(0, .pass), .answer(0, .fail), .answer(0, .noData),
            .answer(1, .pass), .answer(1, .fail), .answer(2, .fail),
        ]
    }
}
