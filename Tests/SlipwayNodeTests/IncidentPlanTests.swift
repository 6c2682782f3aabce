import SlipwayNode
import Testing

@Suite struct IncidentPlanTests {
    private func entries(_ causes: [String], apart: Int64 = 60_000, bytes: Int64 = 10) -> [IncidentPlan.Entry] {
        causes.enumerated().map {
            IncidentPlan.Entry(sequence: $0 + 1, cause: $1, at: Int64($0) * apart, bytes: bytes)
        }
    }

    @Test func ofEqualCausesInARowTheFirstAndTheLatestThreeStay() {
        let all = entries(["exit", "exit", "exit", "exit", "exit", "exit"])
        #expect(IncidentPlan.removed(all, keep: 20, size: 1 << 20) == [2, 3])
        #expect(IncidentPlan.removed(entries(["exit", "exit", "exit", "exit"]), keep: 20, size: 1 << 20) == [])
    }

    @Test func otherCausesBreakARowAndSoDoesAnHour() {
        let mixed = entries(["exit", "exit", "exit", "hang", "exit", "exit", "exit"])
        #expect(IncidentPlan.removed(mixed, keep: 20, size: 1 << 20) == [])
        let slow = entries(["exit", "exit", "exit", "exit", "exit", "exit"], apart: 1_300_000)
        #expect(IncidentPlan.removed(slow, keep: 20, size: 1 << 20) == [])
    }

    @Test func theOldestGoFirst() {
        let all = entries(["a", "b", "c", "d"], apart: 7_200_000)
        #expect(IncidentPlan.removed(all, keep: 2, size: 1 << 20) == [1, 2])
        #expect(IncidentPlan.removed(all, keep: 20, size: 25) == [1, 2])
    }

    @Test func aCrashLoopDoesNotPushOutAnotherCause() {
        var all: [IncidentPlan.Entry] = []
        for number in 1...500 {
            let cause = number == 3 ? "deadlock" : "exit"
            all.append(IncidentPlan.Entry(sequence: number, cause: cause, at: Int64(number) * 300_000, bytes: 10))
            let gone = Set(IncidentPlan.removed(all, keep: 10, size: 1 << 20))
            all.removeAll { gone.contains($0.sequence) }
            #expect(all.count <= 10 && all.last?.sequence == number)
            #expect(number < 3 || all.contains { $0.cause == "deadlock" })
        }
    }

    @Test func theNewestAlwaysStays() {
        #expect(IncidentPlan.removed(entries(["a", "a"]), keep: 0, size: 0) == [1])
        #expect(IncidentPlan.removed([], keep: 0, size: 0) == [])
    }
}
