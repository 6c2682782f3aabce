import Glibc
import SlipwayControl
import SlipwayDeploy
import SlipwayModel
import SlipwaySystem
import Synchronization

/// Composes a node: takes its lock, brings every app back to what its ledger says, and serves the control socket.
package final class Node: Sendable {
    package let configuration: NodeConfiguration
    let begun = Clock.wall()
    let events: EventLog
    private let desks = Mutex<[String: AppDesk]>([:])
    /// Apps whose ledger cannot be read: told, left alone, and no reason not to keep the others.
    private let unreadable = Mutex<[String: Refusal]>([:])
    let ending = Mutex(false)

    /// nil where this process has no thread for one.
    private let archivist: Archivist?

    /// Without one, apps are changed and looked at, and nothing is watched.
    let isDaemon: Bool

    package init(_ configuration: NodeConfiguration) {
        self.configuration = configuration
        events = EventLog(configuration.layout.events)
        isDaemon = true
        archivist = try? Archivist(configuration.layout, events)
    }

    /// For one request while no daemon runs: opens every app and changes nothing.
    init(reading configuration: NodeConfiguration) throws {
        self.configuration = configuration
        events = EventLog(configuration.layout.events)
        isDaemon = false
        archivist = nil
        for name in try Files.names(in: configuration.layout.apps) where ReleaseName.isName(name) { _ = open(name) }
    }

    /// Runs until a client or a signal ends it. Refuses with 75 when another daemon has this root.
    package func run() throws {
        let layout = configuration.layout
        for folder in [layout.state, layout.apps, layout.objects, layout.releases] { try Folders.make(folder) }
        try makeRunFolder()
        guard let lock = try FileLock.taken(layout.lock, within: 1000) else {
            throw Refusal(
                .busy, "another daemon runs for \(layout.state)", hint: "see " + configuration.command("node status"))
        }
        // What an interrupted install left behind.
        ReleaseFolder.clear(layout)
        FloorFile.sweep(layout)
        try Removal.sweep(layout.apps)
        let server = try ControlServer(self)
        try events.startWriting()
        events.record(.daemonStarted, app: nil, pid: getpid(), "version \(configuration.version)")
        try bringBack(try Files.names(in: layout.apps).filter(ReleaseName.isName).compactMap(open))
        try Threads.start { self.collectQuietly() }
        try archivist?.start { self.damaged.isEmpty ? self.all : nil }
        ReadySignal.give()
        let notice = SystemdNotice()
        notice?.ready(summary)
        DaemonLog.write("ready, root \(layout.state), \(names.count) apps")
        try withExtendedLifetime(lock) {
            try server.serve { self.tell(notice) }
            notice?.stopping()
            letBusyOnesEnd(server)
            for desk in all { desk.stopWatch() }
            events.record(.daemonEnded, app: nil, pid: getpid(), "it ran since \(Clock.text(begun))")
            events.flush()
            server.letClientsHear(until: Clock.monotonic() + 200)
        }
    }

    /// A switch that a signal meets half way is given a minute; what is not over then is finished by the next daemon.
    private func letBusyOnesEnd(_ server: ControlServer) {
        let deadline = Clock.monotonic() + 60_000
        guard all.contains(where: \.isBusy) else { return }
        while all.contains(where: \.isBusy), Clock.monotonic() < deadline { _ = poll(nil, 0, 50) }
        server.letClientsHear(until: Clock.monotonic() + 1000)
    }

    var names: [String] { desks.withLock { $0.keys.sorted() } }
    var all: [AppDesk] { desks.withLock { $0.values.sorted { $0.name < $1.name } } }

    var damaged: [(name: String, why: Refusal)] {
        unreadable.withLock { $0.sorted { $0.key < $1.key }.map { ($0.key, $0.value) } }
    }

    /// Apps that have something on this node besides their history.
    var deployed: [AppDesk] { all.filter { $0.ledger.state.isDeployed } }

    func desk(_ name: String) throws -> AppDesk {
        let desk = try deskOfAnyTime(name)
        if !desk.ledger.state.isDeployed { throw notDeployed(name) }
        return desk
    }

    func notDeployed(_ name: String) -> Refusal {
        Refusal(
            .notFound, "\(name) is not deployed on this node",
            hint: "what became of it: " + configuration.command("history \(name)"))
    }

    /// Also of an app that was undeployed or never got so far, for its history.
    func deskOfAnyTime(_ name: String) throws -> AppDesk {
        if let why = unreadable.withLock({ $0[name] }) { throw why }
        guard let desk = desks.withLock({ $0[name] }) else {
            throw Refusal(
                .notFound, "no app \(name) on this node",
                hint: "for the apps there are: " + configuration.command("status"))
        }
        return desk
    }

    /// The app's desk, made when it is new.
    func deskForDeploy(_ name: String) throws -> AppDesk {
        if let why = unreadable.withLock({ $0[name] }) { throw why }
        let app = configuration.layout.app(name)
        for folder in [app.folder, app.generations, app.shared, app.logs] { try Folders.make(folder) }
        try Folders.make(app.run, mode: 0o700)
        if let desk = desks.withLock({ $0[name] }) { return desk }
        let fresh = try AppDesk(configuration, name, events, archivist: archivist)
        return desks.withLock { desks in
            if let desk = desks[name] { return desk }
            desks[name] = fresh
            return fresh
        }
    }

    /// Forgets an app that has no history, unless another deploy of it has begun meanwhile.
    func dismiss(_ desk: AppDesk) {
        desks.withLock { desks in
            guard !desk.isBusy, desk.ledger.state.lastSeq == 0, desks[desk.name] === desk else { return }
            desks[desk.name] = nil
            do { try Folders.removeAll(desk.app.folder) } catch { desk.log("cannot remove its folder: \(error)") }
        }
    }

    /// An app that was purged is unknown.
    func forget(_ desk: AppDesk) {
        desks.withLock { desks in if desks[desk.name] === desk { desks[desk.name] = nil } }
    }

    /// nil when it cannot be read, which is then told wherever it is asked for.
    private func open(_ name: String) -> AppDesk? {
        do {
            let desk = try AppDesk(configuration, name, events, isWatched: isDaemon, archivist: archivist)
            desks.withLock { $0[name] = desk }
            return desk
        } catch {
            let refusal = error as? Refusal ?? Refusal(.failed, "\(name) cannot be read: \(error)")
            if isDaemon { DaemonLog.write("\(name): \(refusal.sentence)") }
            unreadable.withLock { $0[name] = refusal }
            return nil
        }
    }

    func finishRemoval(_ desk: AppDesk) {
        do {
            if !Removal.isComplete(desk.app) || desk.ledger.state.isPurged { try Removal.finish(desk) }
            if desk.ledger.state.isPurged { return forget(desk) }
        } catch {
            desk.log("its removal cannot be finished: \(error)")
        }
        desk.release()
    }

    func isEnding() -> Bool { ending.withLock { $0 } }
}
