/// Decides when an app's sockets are closed though they are wanted: when nothing has run for so long that clients had
/// better be refused than left waiting. They are open again before the next start.
package struct QuietPlan: Hashable, Sendable {
    /// Milliseconds.
    package static let patience: Int64 = 30_000

    /// Since when nothing runs and something should, on the monotonic clock.
    private var since: Int64?

    package init() {}

    /// To be told whenever something may have changed. `isDown`: something is wanted live, and nothing runs at all.
    package mutating func note(isDown: Bool, at now: Int64) {
        if !isDown { since = nil } else if since == nil { since = now }
    }

    /// `startIsDue`: something is to be started now, and needs its socket.
    package func isQuiet(startIsDue: Bool, at now: Int64) -> Bool {
        guard let since, !startIsDue else { return false }
        return now - since >= Self.patience
    }

    /// When `isQuiet` has to be asked again though nothing has happened.
    package func deadline(at now: Int64) -> Int64? { since.map { $0 + Self.patience }.flatMap { $0 > now ? $0 : nil } }
}
