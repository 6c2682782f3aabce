import Glibc
import SlipwayModel
import SlipwaySystem

/// A small process that starts the daemon of a node, and starts it again when it dies, where no service manager does.
/// SIGTERM ends both, SIGHUP has the daemon started anew; the apps run on. At most one for a node.
package final class Keeper {
    /// What a keeper is started with.
    package struct Call: Hashable, Sendable {
        /// nil: the system's own node.
        package var root: String?
        package var nodeName: String?
        /// The daemon's program, looked up anew at each start.
        package var program: String
        package init(root: String?, nodeName: String?, program: String) {
            self.root = root
            self.nodeName = nodeName
            self.program = program
        }

        /// The words for the daemon, in the end.
        package var words: [String] {
            (root.map { ["--root", $0] } ?? []) + (nodeName.map { ["--node-name", $0] } ?? [])
        }
    }

    /// A daemon that was started.
    private struct Daemon {
        var process: ChildProcess
        var begun: Int64
        /// Ends when it serves, or has died; nil once that was told.
        var ready: OpenFile?
    }

    private let call: Call
    private let layout: NodeLayout
    private let signals: SignalSource
    private let log: OpenFile
    private var plan = KeeperPlan()
    private var daemon: Daemon?
    /// When it is started next, on the monotonic clock.
    private var startAt: Int64?

    /// Runs until the daemon is wanted no longer; the exit status. Refuses with 75 when the node has a keeper.
    package static func run(_ call: Call) throws -> Int32 {
        let layout = NodeLayout(root: call.root)
        try Folders.make(layout.run, mode: 0o700)
        guard let lock = try FileLock.taken(KeeperFile.lock(layout), within: 1000) else {
            throw Refusal(
                .busy, "another keeper runs for \(layout.state)",
                hint: KeeperFile.running(layout).map { "it is the process \($0.pid)" })
        }
        let signals = try SignalSource([SIGTERM, SIGINT, SIGHUP, SIGCHLD])
        ProcessTable.becomeSubreaper()
        try KeeperFile.write(layout)
        let code = try Keeper(call, layout, signals).loop()
        try KeeperFile.remove(layout)
        withExtendedLifetime(lock) {}
        return code
    }

    private init(_ call: Call, _ layout: NodeLayout, _ signals: SignalSource) throws {
        self.call = call
        self.layout = layout
        self.signals = signals
        log = try Disk.create(layout.daemonLog, mode: 0o600, appending: true)
        startAt = Clock.monotonic()
    }

    private func loop() throws -> Int32 {
        while true {
            if let at = startAt, Clock.monotonic() >= at, let code = start() { return code }
            var entries = [
                pollfd(fd: signals.file.fd, events: Int16(POLLIN), revents: 0),
                pollfd(fd: daemon?.process.pidfd.fd ?? -1, events: Int16(POLLIN), revents: 0),
                pollfd(fd: daemon?.ready?.fd ?? -1, events: Int16(POLLIN), revents: 0),
            ]
            let rest = startAt.map { Int32(clamping: max($0 - Clock.monotonic(), 0)) } ?? -1
            if poll(&entries, 3, rest) < 0, errno != EINTR { throw SystemError("wait", "for the daemon") }
            if entries[2].revents != 0 { hearReady() }
            if let code = obey(signals.take()) { return code }
            if let code = collect() { return code }
            Orphans.reap(except: daemon.map { [$0.process.pid] } ?? [])
        }
    }

    /// The exit status once there is nothing more to do.
    private func start() -> Int32? {
        startAt = nil
        do {
            let ready = try Pipe()
            var environment = ProcessTable.environment()
            environment["SWIFT_BACKTRACE"] = "enable=no"
            environment["SLIPWAY_READY_FD"] = "3"
            let process = try ChildProcess.launch(
                LaunchRequest(
                    path: call.program, arguments: call.words, environment: environment, folder: "/",
                    descriptors: [-1, log.fd, log.fd, ready.writer?.fd ?? -1], newSession: true))
            ready.writer = nil
            daemon = Daemon(process: process, begun: Clock.monotonic(), ready: ready.reader)
            return nil
        } catch {
            say("the daemon cannot be started: \(error)")
            return take(plan.step(after: .unknown, ran: nil))
        }
    }

    /// Whoever has started the keeper hears the same as it does; that a first daemon has died is told too.
    private func hearReady() {
        daemon?.ready = nil
        ReadySignal.give()
    }

    private func obey(_ taken: Set<Int32>) -> Int32? {
        if taken.contains(SIGTERM) || taken.contains(SIGINT) {
            plan.end()
            guard let daemon else { return 0 }
            daemon.process.signal(SIGTERM)
        } else if taken.contains(SIGHUP) {
            guard let daemon else {
                startAt = Clock.monotonic()
                return nil
            }
            plan.restart()
            daemon.process.signal(SIGTERM)
        }
        return nil
    }

    private func collect() -> Int32? {
        guard let ended = daemon, let ending = ended.process.ending() else { return nil }
        if ended.ready != nil { hearReady() }
        daemon = nil
        let ran = Clock.monotonic() - ended.begun
        let step = plan.step(after: ending, ran: ran)
        say("the daemon (pid \(ended.process.pid)) has ended with \(ending)")
        if plan.isHopeless { comeBack() }
        return take(step)
    }

    /// The version before the present one knows how; nothing to do when none is on trial.
    private func comeBack() {
        let previous = parent(of: parent(of: call.program)) + "/previous/slipwayd"
        guard Files.exists(previous) else { return }
        let words = ["return"] + (call.root.map { ["--root", $0] } ?? [])
        let result = try? Command.run(previous, words, within: 30_000)
        let told = (result?.output ?? "").split(separator: "\n").first
        if let told { say(String(told)) }
    }

    private func take(_ step: KeeperPlan.Step) -> Int32? {
        switch step {
        case .leave(let code): return code
        case .start(let pause):
            startAt = Clock.monotonic() + pause
            say(pause == 0 ? "it is started again" : "it is started again in \(TimeSpan(milliseconds: Int(pause)))")
            return nil
        }
    }

    private func say(_ text: String) {
        let line = Array("\(Clock.text(Clock.wall())) slipwayd keep: \(text)\n".utf8)
        _ = write(log.fd, line, line.count)
    }
}
