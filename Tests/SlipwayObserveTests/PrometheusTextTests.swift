import SlipwayObserve
import Testing

@Suite struct PrometheusTextTests {
    @Test func aFamilyHasHelpTypeAndSamples() {
        var text = PrometheusText()
        text.add("up", .gauge, "Is it \\ up?\nYes.", [.init(1, [("app", "a\"b\\c\nd"), ("x", "ä")]), .init(0.25)])
        text.add("none", .counter, "Left out.", [])
        text.add("total", .counter, "Many.", [.init(9_007_199_254_740_991), .init(.nan), .init(.infinity)])
        #expect(
            text.lines == [
                #"# HELP up Is it \\ up?\nYes."#, "# TYPE up gauge", #"up{app="a\"b\\c\nd",x="ä"} 1"#, "up 0.25",
                "# HELP total Many.", "# TYPE total counter", "total 9007199254740991", "total NaN", "total +Inf",
            ])
    }
}
