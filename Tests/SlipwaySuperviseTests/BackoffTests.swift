import SlipwayModel
import SlipwaySupervise
import Testing

@Suite struct BackoffTests {
    static let policy = RestartPolicy(
        backoffFirst: .milliseconds(500), backoffMost: .seconds(60), resetAfter: .seconds(300), budget: 100,
        budgetWindow: .seconds(3600))

    @Test func theFirstRestartIsImmediateThenPausesDoubleUpToTheLongest() {
        var backoff = Backoff()
        let pauses = (0..<10).map {
            backoff.pause(after: 5, now: Int64($0), jitter: 0, policy: Self.policy).milliseconds
        }
        #expect(pauses == [0, 500, 1000, 2000, 4000, 8000, 16_000, 32_000, 60_000, 60_000])
    }

    @Test func aLongRunForgetsEarlierExits() {
        var backoff = Backoff()
        for _ in 0..<5 { _ = backoff.pause(after: 5, now: 0, jitter: 0, policy: Self.policy) }
        #expect(backoff.pause(after: 299_999, now: 0, jitter: 0, policy: Self.policy).milliseconds == 8000)
        #expect(backoff.pause(after: 300_000, now: 0, jitter: 0, policy: Self.policy).milliseconds == 0)
    }

    @Test func whatCouldNotBeStartedIsNotTriedAgainAtOnce() {
        var backoff = Backoff()
        #expect(backoff.pause(after: nil, now: 0, jitter: 0, policy: Self.policy).milliseconds == 500)
    }

    @Test func jitterShortensAPauseByAQuarterAtMostAndNeverBelowTheOneBefore() {
        for before in [0, 500, 1000] {
            for after in [0, 500, 1000] {
                var backoff = Backoff()
                var last: Int64 = 0
                for exit in 0..<8 {
                    let jitter = exit % 2 == 0 ? before : after
                    let pause = backoff.pause(after: 1, now: 0, jitter: jitter, policy: Self.policy).milliseconds
                    #expect(pause >= last && pause <= 60_000)
                    last = pause
                }
            }
        }
        var backoff = Backoff(granted: [0])
        #expect(backoff.pause(after: 1, now: 0, jitter: 1000, policy: Self.policy).milliseconds == 375)
    }

    @Test func moreRestartsThanTheBudgetWaitTheLongestUntilTheWindowHasPassed() {
        var policy = Self.policy
        policy.budget = 3
        var backoff = Backoff()
        for time in 0..<3 { #expect(!backoff.pause(after: 1, now: Int64(time), jitter: 0, policy: policy).exhausted) }
        for time in 3..<6 {
            let pause = backoff.pause(after: 1, now: Int64(time), jitter: 700, policy: policy)
            #expect(pause.milliseconds == 60_000 && pause.exhausted)
        }
        let later = Int64(6 + 3_600_000)
        #expect(!backoff.pause(after: 1, now: later, jitter: 0, policy: policy).exhausted)
    }

    @Test func aPolicyWithoutPausesStillPauses() {
        let policy = RestartPolicy(backoffFirst: .seconds(0), backoffMost: .seconds(0), budget: 3)
        var backoff = Backoff()
        let pauses = (0..<6).map { _ in backoff.pause(after: 1, now: 0, jitter: 0, policy: policy).milliseconds }
        #expect(pauses == [0, 500, 500, 500, 500, 500])
        var growing = Backoff()
        let ranged = RestartPolicy(backoffFirst: .seconds(0), backoffMost: .seconds(60))
        let steps = (0..<4).map { _ in growing.pause(after: 1, now: 0, jitter: 0, policy: ranged).milliseconds }
        #expect(steps == [0, 500, 1000, 2000])
    }

    @Test func noBudgetAtAllIsAlwaysUsedUp() {
        var policy = Self.policy
        policy.budget = 0
        var backoff = Backoff()
        for _ in 0..<3 { #expect(backoff.pause(after: 1, now: 0, jitter: 0, policy: policy).exhausted) }
    }

    /// Restarts in each hour of a day of a program that lives `life` ms each time.
    private func restarts(life: Int64, jitter: (Int) -> Int) -> [Int] {
        let policy = RestartPolicy()
        var backoff = Backoff()
        var hours = [Int](repeating: 0, count: 24)
        var now: Int64 = 0
        var count = 0
        while true {
            now += life
            now += backoff.pause(after: life, now: now, jitter: jitter(count), policy: policy).milliseconds
            guard now < 24 * 3_600_000 else { return hours }
            hours[Int(now / 3_600_000)] += 1
            count += 1
        }
    }

    /// By the defaults, in any hour: the budget, and one for each longest pause that the hour has.
    @Test(arguments: [0, 1000, 59_000, 299_000, 300_000, 3_600_000])
    func noProgramIsRestartedMoreOftenThanTheBound(life: Int64) {
        let policy = RestartPolicy()
        let bound = policy.budget + policy.budgetWindow.milliseconds / policy.backoffMost.milliseconds
        #expect(bound == 70)
        for jitter in [{ _ in 0 }, { _ in 1000 }, { $0 * 377 % 1001 }] as [(Int) -> Int] {
            let hours = restarts(life: life, jitter: jitter)
            #expect(hours.max() ?? 0 <= bound, "\(hours)")
            // Never silence either: at the longest pause it is tried on, hour after hour.
            let least = life >= 3_600_000 ? 0 : 3_600_000 / (Int(life) + 60_000) - 1
            #expect(hours.min() ?? 0 >= least, "\(hours)")
        }
    }

    @Test func theHoursOfADayAreWhatTheDocumentationSays() {
        let still: (Int) -> Int = { _ in 0 }
        #expect(restarts(life: 0, jitter: still).max() == 66)
        #expect(restarts(life: 1000, jitter: still).max() == 65)
        #expect(restarts(life: 59_000, jitter: still).max() == 33)
        #expect(restarts(life: 3_600_000, jitter: still).max() == 1)
    }
}
