import Glibc
package import SlipwayModel
import SlipwaySystem

/// Keeps one app's sockets, processes and logs as `want.json` says: one thread, one loop, every decision made by the
/// values it asks.
package final class Wrapper {
    let app: AppLayout
    let lock: FileLock
    let log: LogCollector
    let want: WantReader
    private let slots: SlotTable
    let listeners: ListenerTable
    let control: WrapperControl
    let status: StatusWriter
    private var quiet = QuietPlan()
    /// The service manager that has started this process; nil where there is none.
    private let notice: SystemdNotice?
    private let store: DescriptorStore?
    /// When it is told next that we are alive, on the monotonic clock.
    private var pulseAt: Int64?
    /// A program that shall take this one's place, while it is asked whether it can.
    var upgrade: UpgradeCheck?
    /// Why the last one did not.
    var upgradeFault: String?

    /// Runs until it is told to end; returns the program's exit status. Throws when the app's folder cannot be used.
    package static func run(_ app: AppLayout, nodeName: String, _ secrets: SecretFolder) throws -> ExitCode {
        try Folders.make(app.run)
        let kept = KeptDescriptors.take()
        guard let lock = try kept.map({ FileLock(held: OpenFile(owning: $0.lock)) }) ?? FileLock(app.wrapperLock) else {
            return .busy
        }
        let signals = try SignalSource([SIGTERM, SIGINT, SIGHUP, SIGCHLD])
        ProcessTable.becomeSubreaper()
        let wrapper = try Wrapper(app, nodeName: nodeName, secrets, lock, kept)
        ReadySignal.give()
        return try wrapper.loop(signals)
    }

    private init(
        _ app: AppLayout, nodeName: String, _ secrets: SecretFolder, _ lock: FileLock, _ kept: KeptDescriptors?
    ) throws {
        self.app = app
        self.lock = lock
        let inherited = kept == nil ? InheritedSockets.take(ProcessTable.environment()) : InheritedSockets()
        // What is in the pipe is there for as long as somebody has it open.
        let pipe = kept.map { OpenFile(owning: $0.log) } ?? inherited.log
        let old = StatusWriter.old(app.status)
        log = try withExtendedLifetime(pipe) { try LogCollector(app, after: old) }
        if kept != nil { log.say("the wrapper was upgraded in place, it is \(Program.version) now") }
        slots = SlotTable(app, nodeName: nodeName, secrets, log, old: old)
        let handed = kept?.sockets.map { ListenerTable.Spare(name: $0.name, socket: OpenFile(owning: $0.fd)) }
        listeners = ListenerTable(
            spares: Self.openSockets(old, slots, handed ?? inherited.listening))
        want = WantReader(app.want)
        control = try WrapperControl(app, open: kept.map { OpenFile(owning: $0.control) })
        status = StatusWriter(app.status)
        notice = SystemdNotice()
        let (stored, pipeEnd) = (handed.map(Self.stored) ?? inherited.stored, log.fd)
        store = notice.map { DescriptorStore($0, stored: stored, log: pipeEnd) }
        wish()
    }

    private static func stored(_ sockets: [ListenerTable.Spare]) -> [DescriptorStorePlan.Entry] {
        sockets.map { DescriptorStorePlan.Entry(name: $0.name, inode: TCPSocket.inode(of: $0.socket)) }
    }

    /// Sockets that are open already: handed to us, or held by a process that was taken over.
    private static func openSockets(
        _ old: WrapperStatus?, _ slots: SlotTable, _ handed: [ListenerTable.Spare]
    ) -> [ListenerTable.Spare] {
        var spares = handed
        for socket in old?.listen ?? [] where !spares.contains(where: { TCPSocket.port(of: $0.socket) == socket.port })
        {
            let found = slots.pids.lazy.compactMap { ProcessTable.borrowSocket(inode: socket.inode, from: $0) }.first
            if let found { spares.append(ListenerTable.Spare(name: socket.name, socket: found)) }
        }
        return spares
    }

    private func loop(_ signals: SignalSource) throws -> ExitCode {
        let ownIdentity = ProcessTable.own
        let bootId = ProcessTable.bootId()
        notice?.ready(summary)
        while true {
            reconcile()
            publish(ownIdentity, bootId)
            tellManager()
            if want.isEnding, !slots.isBusy { break }
            if try !waitAndHandle(signals) {
                publish(ownIdentity, bootId)
                break
            }
        }
        notice?.stopping()
        log.collect()
        control.close()
        return .done
    }

    /// Says that the loop goes round, and what it keeps.
    private func tellManager() {
        guard let notice else { return }
        notice.status(summary)
        guard let pulse = notice.pulse else { return }
        let now = Clock.monotonic()
        if let pulseAt, now < pulseAt { return }
        notice.alive()
        pulseAt = now + pulse
    }

    private var summary: String {
        let running = slots.runners.filter { $0.pid != nil }.map(\.status.generation)
        if want.isEnding { return "\(app.name): stopping" }
        let words = running.sorted().map(String.init).joined(separator: ", ")
        return running.isEmpty ? "\(app.name): nothing runs" : "\(app.name): generation \(words)"
    }

    /// Reads the want and passes it on.
    private func wish() {
        want.read()
        listeners.hurry()
        if let want = want.want { slots.want(want.slots, want.restart, held: want.held) }
        if want.isSaidAgain { slots.hurry() }
    }

    private func reconcile() {
        log.tend()
        if let want = want.want {
            let now = Clock.monotonic()
            quiet.note(isDown: slots.isDown, at: now)
            let isHeld = want.listen == .held && !quiet.isQuiet(startIsDue: slots.startIsDue(at: now), at: now)
            listeners.reconcile(isHeld ? want.ports : [], used: isHeld ? slots.listeners : [], now: now)
            store?.sync(listeners.sockets, listeners.descriptors)
        }
        slots.advance(listeners)
    }

    func publish(_ wrapper: ProcessIdentity, _ bootId: String) {
        var new = WrapperStatus(
            rev: want.want?.rev ?? 0, bootId: bootId, wrapper: wrapper, slots: slots.runners.map(\.status),
            listen: listeners.sockets, trouble: want.trouble ?? listeners.trouble ?? upgradeFault, dropped: log.dropped)
        new.logConfessed = log.confessed == log.dropped ? nil : log.confessed
        if status.put(new) { control.publish(status.line) }
    }
}

extension Wrapper {
    /// False when the wrapper shall leave at once.
    private func waitAndHandle(_ signals: SignalSource) throws -> Bool {
        let controls = control.descriptors
        let runners = slots.runners
        var entries = [signals.file.fd, log.fd].map(Self.entry)
        entries += runners.flatMap { [Self.entry($0.replies ?? -1), Self.entry($0.pidfd ?? -1)] }
        // Its end is looked for after each waiting.
        entries.append(Self.entry(upgrade?.process.pidfd.fd ?? -1))
        let firstControl = entries.count
        entries += controls.map(Self.entry)
        let isLongRest = timeout < 0 || timeout > 1000
        if isLongRest { ProcessTable.trimMemory() }
        if poll(&entries, nfds_t(entries.count), timeout) < 0 {
            if errno == EINTR { return true }
            throw SystemError("wait", "for events")
        }
        if entries[1].revents != 0 { log.collect() }
        for (index, runner) in runners.enumerated() {
            if entries[2 + 2 * index].revents != 0 { runner.hear() }
            if entries[3 + 2 * index].revents != 0 {
                runner.collect(others: owned.subtracting(runner.pid.map { [$0] } ?? []))
                // A port may have been taken by its inherited socket only.
                if runner.pid == nil { listeners.hurry() }
            }
        }
        if entries[0].revents != 0 { take(signals.take()) }
        Orphans.reap(except: owned)
        if entries[firstControl].revents != 0 { control.acceptAll() }
        for index in controls.indices.dropFirst() where entries[firstControl + index].revents != 0 {
            let commands = control.commands(from: controls[index]) { (status.line, listeners.descriptors) }
            for command in commands where !obey(command) { return false }
        }
        if let upgrade, let verdict = upgrade.verdict(at: Clock.monotonic()) { finish(upgrade, verdict) }
        return true
    }

    private static func entry(_ fd: Int32) -> pollfd { pollfd(fd: fd, events: Int16(POLLIN), revents: 0) }

    private var timeout: Int32 {
        let times = [
            slots.deadline, listeners.retryAt, status.retryAt, upgrade?.deadline, pulseAt,
            quiet.deadline(at: Clock.monotonic()),
        ].compactMap(\.self)
        guard let next = times.min() else { return -1 }
        return Int32(clamping: min(max(next - Clock.monotonic(), 0), 1 << 30))
    }

    private func take(_ signals: Set<Int32>) {
        if signals.contains(SIGHUP) { wish() }
        if signals.contains(SIGTERM) || signals.contains(SIGINT) { end("it was told to by a signal") }
    }

    /// False when the wrapper shall leave at once.
    private func obey(_ command: WrapperCommand) -> Bool {
        switch command {
        case .reload: wish()
        case .subscribe: break
        case .signal(let generation, let incarnation, let number, let reason):
            slots[generation]?.signal(number, incarnation: incarnation, reason: reason)
        case .upgrade(let program): beginUpgrade(program)
        case .quit(let stopping):
            if !stopping {
                log.say("the wrapper leaves, its processes run on")
                return false
            }
            end("it was told to")
        }
        return true
    }

    /// The children that are waited for by name.
    private var owned: Set<Int32> { slots.pids.union(upgrade.map { [$0.process.pid] } ?? []) }

    private func end(_ reason: String) {
        if want.isEnding { return }
        log.say("the wrapper stops everything, \(reason)")
        want.end()
        slots.want([], nil, held: false)
    }
}
