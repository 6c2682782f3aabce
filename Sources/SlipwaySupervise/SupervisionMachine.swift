package import SlipwayModel

/// Decides when the process of one slot is started, asked to end and killed. There is never a second process beside
/// the first, only a slot wanted live is restarted, none while an operator holds it, and a stop always comes to its
/// end.
package struct SupervisionMachine: Hashable, Sendable {
    /// Where a slot stands; times are ms of the monotonic clock.
    package enum State: Hashable, Sendable {
        /// No process, and none is due.
        case stopped
        /// No process; a start is due at once.
        case due
        case running(since: Int64, ready: Bool)
        /// Asked to end; killed at `until`.
        case stopping(until: Int64)
        case killed
        /// No process; a start is due at `until`.
        case waiting(until: Int64, exhausted: Bool)
        /// It ended while it was held: no process, and none is due until somebody wants one.
        case resting
    }

    /// What has happened to a slot, or has been done for it; times as in `State`.
    package enum Event: Hashable, Sendable {
        case wanted(Want.SlotState)
        case held(Bool)
        /// Somebody wants once more what is wanted already, and wants it now.
        case hurried
        case started(at: Int64)
        /// Nothing could be started: its release or configuration is at fault.
        case refused(at: Int64, jitter: Int)
        /// The start cannot be made yet for a reason outside the slot; due as soon as that is mended.
        case postponed
        case ready
        case terminated(at: Int64)
        case killed
        case exited(at: Int64, jitter: Int)
    }

    /// What is to be done now.
    package enum Action: Hashable, Sendable { case start, terminate, kill }

    package private(set) var state: State
    package private(set) var wanted: Want.SlotState
    package private(set) var isHeld = false
    package var policy = RestartPolicy()
    /// From SIGTERM to SIGKILL, in ms.
    package var stopDeadline: Int64 = 30_000
    private var backoff: Backoff

    package init(state: State = .stopped, wanted: Want.SlotState = .stopped, backoff: Backoff = Backoff()) {
        self.state = state
        self.wanted = wanted
        self.backoff = backoff
    }

    package func next(at now: Int64) -> Action? {
        switch state {
        case .stopped, .resting, .killed: nil
        case .due: .start
        case .waiting(let until, _): now >= until ? .start : nil
        case .running: wanted == .stopped ? .terminate : nil
        case .stopping(let until): now >= until ? .kill : nil
        }
    }

    /// When `next` has to be asked again though nothing has happened.
    package var deadline: Int64? {
        switch state {
        case .stopped, .resting, .due, .running, .killed: nil
        case .waiting(let until, _), .stopping(let until): until
        }
    }

    package var hasProcess: Bool {
        switch state {
        case .stopped, .resting, .due, .waiting: false
        case .running, .stopping, .killed: true
        }
    }

    /// Somebody asked for the end that is to come.
    package var isEnding: Bool {
        switch state {
        case .stopped, .resting, .due, .waiting, .running: false
        case .stopping, .killed: true
        }
    }

    package var phase: SlotPhase {
        switch state {
        case .stopped, .resting: .stopped
        case .due: .waiting
        case .running(_, let ready): ready ? .running : .starting
        case .stopping, .killed: .stopping
        case .waiting(_, let exhausted): exhausted ? .failed : .waiting
        }
    }

    package mutating func apply(_ event: Event) {
        switch event {
        case .wanted(let new): want(new)
        case .held(let new): hold(new)
        case .hurried: hurry()
        case .started(let now): if !hasProcess { state = .running(since: now, ready: false) }
        case .refused(let now, let jitter): if !hasProcess { rest(after: nil, now, jitter) }
        case .postponed: if isDue { state = .due }
        case .ready: if case .running(let since, _) = state { state = .running(since: since, ready: true) }
        case .terminated(let now): if case .running = state { state = .stopping(until: now + stopDeadline) }
        case .killed: if case .stopping = state { state = .killed }
        case .exited(let now, let jitter): exit(now, jitter)
        }
    }

    private var isDue: Bool {
        switch state {
        case .due, .waiting: true
        case .stopped, .resting, .running, .stopping, .killed: false
        }
    }

    private mutating func hold(_ new: Bool) {
        isHeld = new
        switch state {
        case .waiting: if new { state = .resting }
        case .resting: if !new { state = wanted == .live ? .due : .stopped }
        case .stopped, .due, .running, .stopping, .killed: break
        }
    }

    private mutating func hurry() {
        guard wanted == .live else { return }
        switch state {
        case .waiting, .resting: state = .due
        case .stopped, .due, .running, .stopping, .killed: break
        }
    }

    private mutating func want(_ new: Want.SlotState) {
        let old = wanted
        wanted = new
        switch state {
        case .stopped: if new == .live || (new == .parked && old == .stopped) { state = .due }
        case .due: if new == .stopped { state = .stopped }
        case .waiting: if new != .live { state = .stopped }
        // Wanted stopped and then live again is a fresh wish; live as before is none.
        case .resting: if new != .live { state = .stopped }
        case .running, .stopping, .killed: break
        }
    }

    private mutating func exit(_ now: Int64, _ jitter: Int) {
        switch state {
        case .stopped, .resting, .due, .waiting: break
        case .running(let since, _): rest(after: max(now - since, 0), now, jitter)
        // It ended because it was not wanted; if it is wanted again by now, that is a fresh start.
        case .stopping, .killed: state = wanted == .stopped ? .stopped : .due
        }
    }

    private mutating func rest(after ran: Int64?, _ now: Int64, _ jitter: Int) {
        guard wanted == .live else {
            state = .stopped
            return
        }
        let pause = backoff.pause(after: ran, now: now, jitter: jitter, policy: policy)
        if isHeld {
            state = .resting
            return
        }
        state = .waiting(until: now + pause.milliseconds, exhausted: pause.exhausted)
    }
}
