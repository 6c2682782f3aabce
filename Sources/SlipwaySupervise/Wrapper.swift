import Glibc
package import SlipwayModel
import SlipwaySystem

/// Keeps one app's sockets, processes and logs as `want.json` says: one thread, one loop, every decision made by the
/// values it asks.
package final class Wrapper {
    private let log: LogCollector
    private let want: WantReader
    private let slots: SlotTable
    private let listeners: ListenerTable
    private let control: WrapperControl
    private let status: StatusWriter

    /// Runs until it is told to end; returns the program's exit status. Throws when the app's folder cannot be used.
    package static func run(_ app: AppLayout, nodeName: String, _ secrets: SecretFolder) throws -> ExitCode {
        try Folders.make(app.run)
        guard let lock = try FileLock(app.wrapperLock) else { return .busy }
        let signals = try SignalSource([SIGTERM, SIGINT, SIGHUP, SIGCHLD])
        ProcessTable.becomeSubreaper()
        let wrapper = try Wrapper(app, nodeName: nodeName, secrets)
        ReadySignal.give()
        return try withExtendedLifetime(lock) { try wrapper.loop(signals) }
    }

    private init(_ app: AppLayout, nodeName: String, _ secrets: SecretFolder) throws {
        log = try LogCollector(app)
        let old = StatusWriter.old(app.status)
        slots = SlotTable(app, nodeName: nodeName, secrets, log, old: old)
        listeners = ListenerTable(spares: Self.openSockets(old, slots))
        want = WantReader(app.want)
        control = try WrapperControl(app)
        status = StatusWriter(app.status)
        wish()
    }

    /// Sockets that are open already: handed to us, or held by a process that was taken over.
    private static func openSockets(_ old: WrapperStatus?, _ slots: SlotTable) -> [ListenerTable.Spare] {
        var spares = InheritedSockets.take(ProcessTable.environment())
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
        while true {
            reconcile()
            publish(ownIdentity, bootId)
            if want.isEnding, !slots.isBusy { break }
            if try !waitAndHandle(signals) {
                publish(ownIdentity, bootId)
                break
            }
        }
        log.collect()
        control.close()
        return .done
    }

    /// Reads the want and passes it on.
    private func wish() {
        want.read()
        listeners.hurry()
        if let want = want.want { slots.want(want.slots, want.restart, held: want.held) }
        if want.isSaidAgain { slots.hurry() }
    }

    private func reconcile() {
        if let want = want.want {
            let isHeld = want.listen == .held
            listeners.reconcile(
                isHeld ? want.ports : [], used: isHeld ? slots.listeners : [], now: Clock.monotonic())
        }
        slots.advance(listeners)
    }

    private func publish(_ wrapper: ProcessIdentity, _ bootId: String) {
        let new = WrapperStatus(
            rev: want.want?.rev ?? 0, bootId: bootId, wrapper: wrapper, slots: slots.runners.map(\.status),
            listen: listeners.sockets, trouble: want.trouble ?? listeners.trouble, dropped: log.dropped)
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
                runner.collect()
                // A port may have been taken by its inherited socket only.
                if runner.pid == nil { listeners.hurry() }
            }
        }
        if entries[0].revents != 0 { take(signals.take()) }
        Orphans.reap(except: slots.pids)
        if entries[firstControl].revents != 0 { control.acceptAll() }
        for index in controls.indices.dropFirst() where entries[firstControl + index].revents != 0 {
            let commands = control.commands(from: controls[index]) { (status.line, listeners.descriptors) }
            for command in commands where !obey(command) { return false }
        }
        return true
    }

    private static func entry(_ fd: Int32) -> pollfd { pollfd(fd: fd, events: Int16(POLLIN), revents: 0) }

    private var timeout: Int32 {
        let times = [slots.deadline, listeners.retryAt, status.retryAt].compactMap(\.self)
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
        case .upgrade: break
        case .quit(let stopping):
            if !stopping {
                log.say("the wrapper leaves, its processes run on")
                return false
            }
            end("it was told to")
        }
        return true
    }

    private func end(_ reason: String) {
        if want.isEnding { return }
        log.say("the wrapper stops everything, \(reason)")
        want.end()
        slots.want([], nil, held: false)
    }
}
