package import SlipwayModel

/// How long to wait before the next restart: the first at once, then pauses that double up to the longest, and only
/// the longest once the budget of restarts is used up.
package struct Backoff: Hashable, Sendable {
    /// The wait before one restart.
    package struct Pause: Hashable, Sendable {
        package var milliseconds: Int64
        /// More restarts than the budget allows within its window.
        package var exhausted: Bool
    }

    /// Exits in a row, none of them after a long enough run.
    private var exits: Int
    /// When restarts were granted, within the budget's window.
    private var granted: [Int64]

    /// `granted`: when an earlier supervisor has seen exits in a row, the oldest first.
    package init(granted: [Int64] = []) {
        exits = granted.count
        self.granted = granted
    }

    /// The pause after an exit at `now` (ms). `ran`: how long the process lived; nil when it could not be started at
    /// all, which is never tried again at once. `jitter`: 0 ... 1000, shortens a pause by up to a quarter.
    package mutating func pause(after ran: Int64?, now: Int64, jitter: Int, policy: RestartPolicy) -> Pause {
        if let ran, ran >= policy.resetAfter.milliseconds {
            exits = 0
            granted = []
        }
        if ran == nil { exits = max(exits, 1) }
        granted.removeAll { now - $0 > policy.budgetWindow.milliseconds }
        let first = Self.positive(policy.backoffFirst, else: 500)
        let most = Self.positive(policy.backoffMost, else: first)
        if granted.count >= policy.budget {
            granted = granted.suffix(max(policy.budget - 1, 0)) + [now]
            return Pause(milliseconds: most, exhausted: true)
        }
        granted.append(now)
        defer { exits = min(exits + 1, 62) }
        guard exits > 0 else { return Pause(milliseconds: 0, exhausted: false) }
        let full = min(first << min(exits - 1, 20), most)
        return Pause(milliseconds: full - full * Int64(min(max(jitter, 0), 1000)) / 4000, exhausted: false)
    }

    /// No policy makes a crash loop as fast as the processor.
    private static func positive(_ span: TimeSpan, else least: Int64) -> Int64 {
        span.milliseconds > 0 ? Int64(span.milliseconds) : least
    }
}
