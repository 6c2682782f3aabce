import Glibc
import SlipwayControl
import SlipwayDeploy
import SlipwayModel
import SlipwayObserve
import SlipwaySystem
import Synchronization

/// The steady watch over one app, on a thread of its own: keeps its wrapper alive, probes the live generation on its
/// public port, has the wrapper end what hangs, and lets a warm generation go in time.
final class AppWatch: Sendable {
    /// What was last seen, for `status`.
    struct Sight: Sendable {
        var status: WrapperStatus?
        var probes: [Seen] = []
        var condemned: String?
        var suspicion: String?
        /// Why the process before was ended, until this one is up.
        var healed: String?
        var alerts: [String] = []
        /// False while a program that does not tell when it is up has not passed its checks yet.
        var hasStarted = true
    }

    /// What a check said last, and since when its verdict is the same, in milliseconds since 1970.
    struct Seen: Sendable {
        let check: HealthCheck
        let result: ProbeResult
        let since: Int64
    }

    private let desk: AppDesk
    private let sight = Mutex(Sight())
    /// The process that somebody else has seen pass its checks.
    private let proven = Mutex<ProcessIdentity?>(nil)
    private let wake: WakeUp
    /// Called whenever there is something new to see.
    private let shown: WakeUp
    private let over = Mutex(false)

    init(_ desk: AppDesk) throws {
        self.desk = desk
        wake = try WakeUp()
        shown = try WakeUp()
    }

    var latest: Sight { sight.withLock { $0 } }

    func start() throws {
        try Threads.start { self.run() }
    }

    func stop() {
        over.withLock { $0 = true }
        wake.call()
    }

    func prove(_ process: ProcessIdentity) {
        proven.withLock { $0 = process }
        wake.call()
    }

    /// Until what somebody else has seen is seen here too, but no longer than a moment: `status` tells what is seen here.
    func awaitSight(_ isThere: (WrapperStatus) -> Bool) {
        let deadline = Clock.monotonic() + 500
        while Clock.monotonic() < deadline {
            shown.clear()
            if let status = latest.status, isThere(status) { return }
            _ = Waiting.until(readable: shown.file.fd, deadline: min(deadline, Clock.monotonic() + 50))
        }
    }

    func hasProven(_ process: ProcessIdentity) -> Bool { proven.withLock { $0 == process } }

    /// Makes it look anew at what is wanted.
    func nudge() { wake.call() }

    private var isOver: Bool { over.withLock { $0 } }

    private func run() {
        var pause: Int64 = 0
        var wrapperEnded = false
        desk.incidents.sweep()
        var round = WatchRound(desk, AskInbox(wake))
        while !isOver {
            let begun = Clock.monotonic()
            wrapperEnded = false
            do {
                try desk.link.ensure()
                wrapperEnded = try follow(try desk.link.subscribe(), &round)
                if Clock.monotonic() - begun > 10_000 { pause = 0 }
            } catch {
                desk.log("\(error)")
                if let refusal = error as? Refusal { show(refusal.sentence) }
                pause = max(100, pause)
            }
            if isOver { return }
            if wrapperEnded { desk.link.reap() }
            tellLoss(of: round.status?.wrapper)
            round.loseWrapper()
            // A wrapper that cannot be kept is tried again, less and less often; a wake-up ends the wait.
            if pause > 0, Waiting.until(readable: wake.file.fd, deadline: Clock.monotonic() + pause) { wake.clear() }
            if wrapperEnded || pause > 0 { pause = min(max(50, pause * 2), 10_000) }
        }
    }

    /// One that runs on has only become another program in place, or wants another subscription.
    private func tellLoss(of wrapper: ProcessIdentity?) {
        guard let wrapper, desk.ledger.state.wish == .running else { return }
        if let process = ChildProcess.adopt(wrapper), process.ending(within: 200) == nil { return }
        desk.events.record(.wrapperLost, app: desk.name, pid: wrapper.pid, "pid \(wrapper.pid)")
    }

    /// True when the wrapper has ended, false when other sockets want another subscription.
    private func follow(_ subscription: WrapperSubscription, _ round: inout WatchRound) throws -> Bool {
        var asked = Clock.monotonic()
        while !isOver, !subscription.isOver {
            let due = min(round.nextDue, asked + Self.silence)
            var polled = [
                pollfd(fd: subscription.fd, events: Int16(POLLIN), revents: 0),
                pollfd(fd: wake.file.fd, events: Int16(POLLIN), revents: 0),
            ]
            _ = poll(&polled, 2, Int32(max(0, due - Clock.monotonic())))
            if polled[1].revents != 0 { wake.clear() }
            if polled[0].revents != 0 {
                for status in try subscription.arrived() { round.see(status) }
                // Sockets travel with a subscription's first line only, so other sockets want another subscription.
                if !keepsSockets(subscription, round.status) { return false }
            }
            // A wrapper that has nothing to say is asked now and then whether it still can.
            if polled[0].revents != 0 { asked = Clock.monotonic() }
            if Clock.monotonic() >= asked + Self.silence {
                _ = try desk.link.subscribe()
                asked = Clock.monotonic()
            }
            round.act()
            show(round)
        }
        return subscription.isOver
    }

    /// Milliseconds.
    private static let silence: Int64 = 30_000

    /// What is wrong with the wrapper itself, beside what it has told last.
    private func show(_ trouble: String) {
        let last =
            StoredStatus.read(desk)
            ?? WrapperStatus(
                rev: 0, bootId: ProcessTable.bootId(), wrapper: ProcessIdentity(pid: 0, startTime: 0), slots: [],
                listen: [], trouble: nil, dropped: 0)
        sight.withLock {
            var status = $0.status ?? last
            status.trouble = trouble
            $0.status = status
        }
    }

    private func show(_ round: WatchRound) {
        sight.withLock {
            $0 = Sight(
                status: round.status, probes: round.results, condemned: round.machine?.condemned?.reason,
                suspicion: round.machine?.suspicion, healed: round.healed, alerts: round.machine?.alerts ?? [],
                hasStarted: round.hasStarted)
        }
        shown.call()
    }

    /// False when the wrapper listens on sockets of which no duplicates have come.
    private func keepsSockets(_ subscription: WrapperSubscription, _ status: WrapperStatus?) -> Bool {
        guard let status else { return true }
        let sockets = subscription.takeSockets()
        if sockets.count == status.listen.count, !sockets.isEmpty {
            desk.link.hold(zip(status.listen, sockets).map { ($0.name, $1) })
        }
        return desk.link.holds(status.listen.map(\.inode))
    }
}
