import SlipwayModel
import SlipwayNode
import SlipwayObserve
import Testing

@Suite struct ProbeHistoryTests {
    @Test func theLatestFiftyOfEachCheckAreKeptInOrder() {
        let checks = [HealthCheck(http: "/health"), HealthCheck(exec: ["bin/check"])]
        var history = ProbeHistory()
        history.follow(checks)
        for number in 1...120 {
            history.note(
                0, ProbeResult(verdict: .pass, detail: "answer \(number)", took: 3), incarnation: 2,
                at: Int64(number) * 1000)
        }
        history.follow(checks)
        let lines = history.text.split(separator: "\n")
        #expect(lines.count == 53 && lines[0] == "http /health:")
        #expect(lines[1] == "  1970-01-01T00:01:11Z incarnation 2 pass: answer 71 (3 ms)")
        #expect(lines[50] == "  1970-01-01T00:02:00Z incarnation 2 pass: answer 120 (3 ms)")
        #expect(lines[51...] == ["exec bin/check:", "  not asked yet"])
        history.follow([HealthCheck(http: "/other")])
        #expect(history.text == "http /other:\n  not asked yet\n")
        history.note(7, ProbeResult(verdict: .fail, detail: "", took: 0), incarnation: 1, at: 0)
    }
}
