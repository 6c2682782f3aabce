import SlipwayModel
import SlipwaySystem

/// Decides what a keeper does when its daemon has ended: start it again, the first time at once and then after pauses
/// that double, or leave.
struct KeeperPlan: Hashable, Sendable {
    enum Step: Hashable, Sendable {
        /// With this exit status.
        case leave(Int32)
        /// After so many milliseconds.
        case start(after: Int64)
    }

    /// Milliseconds.
    static let firstPause: Int64 = 500
    static let longestPause: Int64 = 30_000
    /// A daemon that has lived so long begins its crashes anew.
    static let longEnough: Int64 = 60_000
    /// Between two looks whether the daemon that somebody else has started is gone.
    static let busyPause: Int64 = 5000

    /// After so many crashes in a row a version on trial is taken back.
    static let hopeless = 4

    /// Crashes in a row.
    private var crashes = 0
    var isHopeless: Bool { crashes == Self.hopeless }
    /// Somebody wants the daemon gone.
    private(set) var isEnding = false
    /// Somebody wants it anew.
    private(set) var isRestarting = false

    mutating func end() { isEnding = true }
    mutating func restart() { if !isEnding { isRestarting = true } }

    /// `ran`: how long it lived, in milliseconds; nil when it could not be started at all.
    mutating func step(after ending: Ending, ran: Int64?) -> Step {
        if isEnding { return .leave(0) }
        if isRestarting {
            (isRestarting, crashes) = (false, 0)
            return .start(after: 0)
        }
        switch ending {
        // By `node down`, or by a signal that asks politely.
        case .exited(0): return .leave(0)
        // The same words would be as wrong the next time.
        case .exited(ExitCode.usage.rawValue): return .leave(ExitCode.usage.rawValue)
        case .exited(ExitCode.busy.rawValue): return .start(after: Self.busyPause)
        case .exited, .signalled, .unknown: return .start(after: pause(ran))
        }
    }

    private mutating func pause(_ ran: Int64?) -> Int64 {
        if let ran, ran >= Self.longEnough { crashes = 0 }
        if ran == nil { crashes = max(crashes, 1) }
        defer { crashes = min(crashes + 1, 20) }
        return crashes == 0 ? 0 : min(Self.firstPause << Int64(crashes - 1), Self.longestPause)
    }
}
