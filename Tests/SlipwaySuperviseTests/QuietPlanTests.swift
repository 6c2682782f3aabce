import SlipwaySupervise
import Testing

@Suite struct QuietPlanTests {
    @Test func socketsAreClosedWhenNothingHasRunForThirtySeconds() {
        var plan = QuietPlan()
        plan.note(isDown: true, at: 1000)
        plan.note(isDown: true, at: 20_000)
        #expect(!plan.isQuiet(startIsDue: false, at: 30_999))
        #expect(plan.deadline(at: 30_999) == 31_000)
        #expect(plan.isQuiet(startIsDue: false, at: 31_000))
        #expect(plan.deadline(at: 31_000) == nil)
    }

    @Test func aStartThatIsDueOpensThem() {
        var plan = QuietPlan()
        plan.note(isDown: true, at: 0)
        #expect(plan.isQuiet(startIsDue: false, at: 60_000))
        #expect(!plan.isQuiet(startIsDue: true, at: 60_000))
    }

    @Test func whateverRunsBeginsTheTimeAnew() {
        var plan = QuietPlan()
        plan.note(isDown: true, at: 0)
        plan.note(isDown: false, at: 29_000)
        #expect(plan.deadline(at: 29_000) == nil)
        plan.note(isDown: true, at: 29_500)
        #expect(!plan.isQuiet(startIsDue: false, at: 59_499))
        #expect(plan.isQuiet(startIsDue: false, at: 59_500))
    }
}
