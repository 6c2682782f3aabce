import SlipwaySystem
import Testing

@Suite struct ClockTests {
    @Test(arguments: [
        (Int64(0), "1970-01-01T00:00:00Z"), (1_795_292_254_999, "2026-11-21T20:17:34Z"),
        (2_147_483_648_000, "2038-01-19T03:14:08Z"), (951_782_400_000, "2000-02-29T00:00:00Z"),
        (-1, "1969-12-31T23:59:59Z"),
    ])
    func aTimeIsWrittenInUTC(milliseconds: Int64, text: String) {
        #expect(Clock.text(milliseconds) == text)
    }

    @Test func theMonotonicClockNeverGoesBack() {
        let first = Clock.monotonic()
        #expect(Clock.monotonic() >= first)
    }
}
