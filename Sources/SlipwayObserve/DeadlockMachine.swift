/// Decides when a thread dump is worth its cost, and keeps what the latest one said. Times are milliseconds of a clock
/// that never jumps.
package struct DeadlockMachine {
    package private(set) var verdict = (verdict: ProbeResult.Verdict.pass, detail: "no suspicion")
    /// Live threads at the latest dump, or at the first look.
    private var threads: Int64?
    private var dumped: Int64?
    /// Between two dumps: when the threads have become many, and when something is wrong.
    private static let calmPause: Int64 = 10_000
    private static let pause: Int64 = 5000

    package init() {}

    /// `threads`: nil when nothing tells.
    package mutating func wantsDump(threads now: Int64?, suspicious: Bool, at time: Int64) -> Bool {
        if threads == nil { threads = now }
        let age = dumped.map { time - $0 } ?? .max
        let isWrong = suspicious || verdict.verdict == .fail
        if isWrong { return age >= Self.pause }
        guard let before = threads, let now, age >= Self.calmPause else { return false }
        return Double(now) - Double(before) >= 10 && Double(now) >= Double(before) * 1.25
    }

    /// A dump has been tried.
    package mutating func apply(_ outcome: Result<[String], any Error>, threads now: Int64?, at time: Int64) {
        dumped = time
        threads = now ?? threads
        switch outcome {
        case .success(let lines):
            let found = Deadlock.all(in: lines)
            verdict = found.isEmpty ? (.pass, "no deadlock") : (.fail, Deadlock.words(found))
        case .failure(let error):
            verdict = (.noData, "no thread dump: \(error)")
        }
    }

    /// What a look without a dump says.
    package mutating func rest() { if verdict.verdict != .fail { verdict = (.pass, "no suspicion") } }
}
