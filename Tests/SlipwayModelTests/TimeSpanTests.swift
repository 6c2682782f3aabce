import SlipwayModel
import Testing

@Suite struct TimeSpanTests {
    @Test(arguments: [
        ("0s", 0), ("0ms", 0), ("500ms", 500), ("10s", 10_000), ("5m", 300_000), ("1h", 3_600_000), ("90s", 90_000),
        ("8760h", 31_536_000_000),
    ])
    func spansAreRead(_ text: String, _ milliseconds: Int) {
        #expect(TimeSpan(text)?.milliseconds == milliseconds)
    }

    @Test(arguments: [
        "", "s", "10", "-1s", "+1s", "1.5s", "1 s", " 1s", "1d", "1S", "8761h", "99999999999999999999s", "1s ", "m",
        "1ms1s",
    ])
    func theseAreNoSpans(_ text: String) {
        #expect(TimeSpan(text) == nil)
    }

    @Test(arguments: ["0s", "500ms", "1500ms", "10s", "90s", "5m", "1h", "48h"])
    func writtenSpansReadTheSame(_ text: String) {
        #expect(TimeSpan(text)?.description == text)
    }

    @Test func theLargestFittingUnitIsWritten() {
        #expect(TimeSpan.seconds(120).description == "2m")
        #expect(TimeSpan.seconds(7200).description == "2h")
        #expect(TimeSpan.milliseconds(2000).description == "2s")
        #expect(TimeSpan.seconds(1) < TimeSpan.milliseconds(1001))
    }
}
