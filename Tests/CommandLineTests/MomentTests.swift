import SlipwayModel
import SlipwaySystem
import Testing

@testable import SlipwayVerbs

@Suite struct MomentTests {
    @Test(arguments: [
        ("1970-01-01T00:00:00Z", 0), ("2026-11-21T21:02:56Z", 1_795_294_976_000),
        ("2026-11-21T22:02:56+01:00", 1_795_294_976_000), ("2026-11-21t15:32:56.123-05:30", 1_795_294_976_000),
    ])
    func aMomentIsRead(_ text: String, _ milliseconds: Int64) {
        #expect(Moment.milliseconds(text) == milliseconds)
    }

    @Test(arguments: ["", "10m", "2026-11-21", "2026-13-21T21:02:56Z", "2026-11-21T21:02:56", "2026-11-21T21:02Z"])
    func whatIsNoMomentIsNone(_ text: String) {
        #expect(Moment.milliseconds(text) == nil)
    }

    @Test func aMomentReadsAsItIsWritten() {
        let now = Clock.wall() / 1000 * 1000
        #expect(Moment.milliseconds(Clock.text(now)) == now)
    }

    @Test func sinceTakesALengthOfTimeOrAMoment() throws {
        #expect(try Moment.since("1970-01-01T00:00:01Z") == 1000)
        let before = Clock.wall()
        let tenMinutesAgo = try Moment.since("10m")
        #expect((before...Clock.wall()).contains(tenMinutesAgo + 600_000))
        let twoDaysAgo = try Moment.since("2d")
        #expect((before...Clock.wall()).contains(twoDaysAgo + 172_800_000))
        let refusal = #expect(throws: Refusal.self) { try Moment.since("soon") }
        #expect(refusal?.code == .usage)
    }

    @Test(arguments: [(0, "0s"), (59, "59s"), (60, "1m"), (3599, "59m"), (7200, "2h"), (172_800, "2d")])
    func anAgeIsShort(_ seconds: Int64, _ text: String) {
        #expect(Moment.age("1970-01-01T00:00:00Z", now: seconds * 1000) == text)
    }

    @Test func noMomentHasNoAge() {
        #expect(Moment.age(nil, now: 0) == "-")
    }
}
