import Glibc
import SlipwayDeploy
import SlipwayModel
import SlipwaySystem
import Synchronization

/// The way to one app's wrapper: starts it when it is not there, speaks over its control socket, and keeps duplicates
/// of its listening sockets, and the pipe of its log, for a successor.
final class WrapperLink: Sendable {
    private struct Held {
        /// The wrapper we started ourselves, to be waited for.
        var child: ChildProcess?
        /// How the one before ended, when that was a crash.
        var fall: String?
        var sockets: [(name: String, file: OpenFile)] = []
        /// What was printed is there for as long as somebody has the pipe open, even when all who used it have died.
        var log: OpenFile?

        mutating func keepLog(_ app: AppLayout) {
            if let pipe = try? FIFO.open(app.logPipe) { log = pipe }
        }
    }

    let configuration: NodeConfiguration
    let app: AppLayout
    private let held = Mutex(Held())

    init(_ configuration: NodeConfiguration, _ app: AppLayout) {
        self.configuration = configuration
        self.app = app
    }

    func send(_ command: WrapperCommand) throws {
        let channel = LineChannel(try connect())
        try channel.send(try JSONText.bytes(command))
        // The wrapper closes when it has taken the line.
        shutdown(channel.socket.fd, Int32(SHUT_WR))
        _ = try channel.line(deadline: Clock.monotonic() + Self.patience)
        if channel.timedOut { throw silence(channel.socket) }
    }

    func subscribe() throws -> WrapperSubscription {
        let channel = LineChannel(try connect())
        try channel.send(try JSONText.bytes(WrapperCommand.subscribe))
        // Its status comes at once.
        guard Waiting.until(readable: channel.socket.fd, deadline: Clock.monotonic() + Self.patience) else {
            throw silence(channel.socket)
        }
        return WrapperSubscription(channel)
    }

    /// Tells a wrapper to stop its processes and itself, and waits until it has; nothing to do when there is none. One
    /// that dies on the way gets a successor, which takes over what it has left.
    func end(within milliseconds: Int64) throws {
        defer {
            hold([])
            held.withLock { $0.log = nil }
        }
        try endOnce(within: milliseconds)
        for _ in 0..<Self.mostFalls where hasLeftProcesses {
            try ensure()
            try endOnce(within: milliseconds)
        }
        if hasLeftProcesses { throw NodeError("end", title, fall ?? "it has died before its processes have ended") }
        // What ends by its own will is not started again; one that has died on the way might be.
        if case .systemd(let user) = configuration.keeping {
            try AppUnit(app.name, user: user).stop(within: milliseconds)
        }
    }

    private func endOnce(within milliseconds: Int64) throws {
        guard try reached() != nil else {
            // One that is just leaving listens no longer.
            if let last = living, last.ending(within: 5000) == nil { throw silence(nil) }
            return
        }
        let subscription = try subscribe()
        try send(.quit(stopping: true))
        let deadline = Clock.monotonic() + milliseconds
        // Its connection ends when it has.
        while !subscription.isOver {
            if try subscription.next(deadline: deadline) == nil, !subscription.isOver {
                throw NodeError("end", title, "it has not ended in time")
            }
        }
        reap()
    }

    /// Starts the wrapper unless it answers. Two callers at once start one.
    func ensure() throws {
        try held.withLock { held in
            defer { held.keepLog(app) }
            if try reached() != nil { return }
            // One that is just leaving listens no longer, and holds its lock until it has gone.
            if let last = living, last.ending(within: 5000) == nil {
                if try reached() != nil { return }
                throw silence(nil)
            }
            if let ending = held.child?.ending() { held.fall = ending.asFall }
            switch configuration.keeping {
            case .forks: try launch(&held)
            case .systemd(let user): try launch(AppUnit(app.name, user: user))
            }
        }
    }

    /// By the unit, which gives it what the one before had open.
    private func launch(_ unit: AppUnit) throws {
        try Folders.make(app.run, mode: 0o700)
        try Folders.make(app.logs)
        do {
            try unit.start()
        } catch let error as NodeError {
            throw NodeError("start", title, "\(error); see journalctl -u \(unit.name)")
        }
        if try reached() == nil {
            throw NodeError("start", title, "it does not answer; see journalctl -u \(unit.name)")
        }
    }

    /// Remembers the sockets a subscription has brought.
    func hold(_ sockets: [(name: String, file: OpenFile)]) {
        held.withLock { $0.sockets = sockets }
    }

    /// Whether duplicates of exactly these sockets are kept; keeps none when there are none to keep.
    func holds(_ inodes: [UInt64]) -> Bool {
        held.withLock { held in
            if inodes.isEmpty { held.sockets = [] }
            return held.sockets.map { TCPSocket.inode(of: $0.file) } == inodes
        }
    }

    /// Lets a wrapper that has ended, or is about to, be forgotten by the kernel.
    func reap() {
        let child = held.withLock { $0.child }
        guard let child, let ending = child.ending(within: 1000) else { return }
        held.withLock {
            if $0.child === child { ($0.child, $0.fall) = (nil, ending.asFall) }
        }
    }

    /// How the last wrapper ended, unless somebody wanted it to.
    private var fall: String? {
        reap()
        return held.withLock { $0.fall }
    }

    private func connect() throws -> OpenFile {
        if let socket = try reached() { return socket }
        throw NodeError("reach", title, fall ?? "it does not run")
    }

    private func launch(_ held: inout Held) throws {
        try Folders.make(app.run, mode: 0o700)
        try Folders.make(app.logs)
        let log = try Disk.create(configuration.layout.daemonLog, mode: 0o600, appending: true)
        let ready = try Pipe()
        var environment = ["PATH": "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin", "LANG": "C.UTF-8"]
        environment["SWIFT_BACKTRACE"] = "enable=no"
        if !held.sockets.isEmpty {
            environment["LISTEN_FDS"] = "\(held.sockets.count)"
            environment["LISTEN_FDNAMES"] = held.sockets.map(\.name).joined(separator: ":")
        }
        // The end of this pipe tells that the control socket listens, or that the wrapper has ended.
        environment["SLIPWAY_READY_FD"] = "\(3 + held.sockets.count)"
        let child = try ChildProcess.launch(
            LaunchRequest(
                path: configuration.wrapper,
                arguments: ["--app", app.folder, "--node-name", configuration.name]
                    + ["--secrets", configuration.layout.secrets],
                environment: environment, folder: "/",
                descriptors: [-1, log.fd, log.fd] + held.sockets.map(\.file.fd) + [ready.writer!.fd],
                newSession: true))
        ready.writer = nil
        held.child = child
        guard Waiting.until(readable: ready.reader.fd, deadline: Clock.monotonic() + 10_000) else {
            throw NodeError("start", title, "it did not get ready in 10 s")
        }
        if try reached() != nil { return }
        let ending = child.ending(within: 1000)
        held.child = nil
        // Somebody holds its lock and has no ears.
        if ending == .exited(ExitCode.busy.rawValue) { throw silence(nil) }
        throw NodeError(
            "start", title, "its wrapper ended with \(ending ?? .unknown); see \(configuration.layout.daemonLog)")
    }
}

extension WrapperLink: SlotKeeping {
    func apply() throws {
        try ensure()
        try send(.reload)
    }

    func kill(_ slot: WrapperStatus.Slot, reason: String) throws {
        ExitMarks(app).expect(slot.generation, incarnation: slot.incarnation)
        try send(.signal(generation: slot.generation, incarnation: slot.incarnation, number: SIGKILL, reason: reason))
    }

    func wait<Answer>(until deadline: Int64, _ look: (WrapperStatus) -> Answer?) throws -> Answer? {
        var heard = Clock.monotonic()
        var falls = 0
        while Clock.monotonic() < deadline {
            try ensure()
            let subscription = try subscribe()
            while let status = try subscription.next(deadline: deadline) {
                heard = Clock.monotonic()
                if let answer = look(status) { return answer }
            }
            guard subscription.isOver, let fall else { continue }
            falls += 1
            if falls > Self.mostFalls { throw NodeError("keep", title, fall) }
        }
        // Nothing new to say, or nothing to say at all?
        if Clock.monotonic() - heard > Self.patience { _ = try subscribe() }
        return nil
    }
}

/// A stream of one wrapper's status.
final class WrapperSubscription {
    private let channel: LineChannel
    var fd: Int32 { channel.socket.fd }
    /// The wrapper has closed the connection.
    private(set) var isOver = false

    init(_ channel: LineChannel) { self.channel = channel }

    /// The next status; nil at the deadline or when the wrapper has gone.
    func next(deadline: Int64) throws -> WrapperStatus? {
        guard let line = try channel.line(deadline: deadline) else {
            isOver = !channel.timedOut
            return nil
        }
        return try JSONText.value(WrapperStatus.self, from: line)
    }

    /// What has arrived already, without waiting.
    func arrived() throws -> [WrapperStatus] {
        if try !channel.fill() { isOver = true }
        var all: [WrapperStatus] = []
        while let line = channel.bufferedLine() { all.append(try JSONText.value(WrapperStatus.self, from: line)) }
        return all
    }

    /// Duplicates of the listening sockets, in the order of the first status' `listen`.
    func takeSockets() -> [OpenFile] { channel.takeDescriptors() }
}
