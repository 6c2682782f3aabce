import Glibc
package import SlipwayModel

/// Where a slot stands that an earlier wrapper has run, judged by that wrapper's last status.
package struct RestoredSlot {
    private let old: WrapperStatus.Slot
    private let sameBoot: Bool
    /// Its process is still there.
    private let runs: Bool

    package init(_ old: WrapperStatus.Slot, sameBoot: Bool, runs: Bool) {
        self.old = old
        self.sameBoot = sameBoot
        self.runs = runs
    }

    /// It ended while no wrapper was there to see it.
    package var hasEndedUnseen: Bool { sameBoot && !runs && old.process != nil }

    /// `now`: milliseconds of the monotonic clock; `wall`: since 1970.
    package func machine(
        at now: Int64, wall: Int64, policy: RestartPolicy = RestartPolicy()
    ) -> SupervisionMachine {
        // After a reboot only a slot wanted live is started: one that was parked is not worth a cold start.
        guard sameBoot else { return SupervisionMachine(wanted: .parked) }
        var backoff = Backoff(granted: granted(now, wall, policy))
        if runs {
            return SupervisionMachine(
                state: .running(since: started, ready: old.ready), wanted: .live, backoff: backoff)
        }
        switch old.phase {
        case .stopped:
            // One that has exited by itself stays so while it is wanted parked, and while it is held.
            return old.exits.last?.wanted == false
                ? SupervisionMachine(state: .resting, wanted: .live, backoff: backoff) : SupervisionMachine()
        case .stopping: return SupervisionMachine()
        case .starting, .running, .waiting, .failed:
            let ran = old.process == nil ? 0 : max(now - started, 0)
            let pause = backoff.pause(after: ran, now: now, jitter: 0, policy: policy)
            return SupervisionMachine(
                state: .waiting(until: now + pause.milliseconds, exhausted: pause.exhausted), wanted: .live,
                backoff: backoff)
        }
    }

    /// When the exits in a row were, on the monotonic clock, the oldest first: as far back as none of them can be one
    /// after a long enough run. A wall clock that was set back makes one of the future one of now.
    private func granted(_ now: Int64, _ wall: Int64, _ policy: RestartPolicy) -> [Int64] {
        let longest = policy.resetAfter.milliseconds + policy.backoffMost.milliseconds
        var times: [Int64] = []
        var next: Int64?
        for exit in old.exits.reversed().prefix(while: { !$0.wanted }) {
            let (age, isAbsurd) = wall.subtractingReportingOverflow(exit.at)
            let at = now - (isAbsurd ? 0 : max(age, 0))
            if let next, next - at >= Int64(longest) { break }
            times.insert(at, at: 0)
            next = at
        }
        return times
    }

    /// When its process began, on the monotonic clock: both count from the boot.
    private var started: Int64 {
        let ticks = Int64(max(sysconf(Int32(_SC_CLK_TCK)), 1))
        return Int64(clamping: old.process?.startTime ?? 0) / ticks * 1000
    }
}
