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
    private let desks = Mutex<[String: AppDesk]>([:])
    /// Apps whose ledger cannot be read: told, left alone, and no reason not to keep the others.
    private let unreadable = Mutex<[String: Refusal]>([:])
    let ending = Mutex(false)

    package init(_ configuration: NodeConfiguration) { self.configuration = configuration }

    /// Runs until a client or a signal ends it. Refuses with 75 when another daemon has this root.
    package func run() throws {
        let layout = configuration.layout
        for folder in [layout.state, layout.apps, layout.objects, layout.releases] { try Folders.make(folder) }
        try Folders.make(layout.run, mode: 0o700)
        guard let lock = try FileLock.taken(layout.lock, within: 1000) else {
            throw Refusal(
                .busy, "another daemon runs for \(layout.state)", hint: "see " + configuration.command("node status"))
        }
        // What an interrupted install left behind.
        try Folders.removeAll(layout.incoming)
        try ReleaseFolder.mend(layout.releases)
        let server = try ControlServer(self)
        for name in try Files.names(in: layout.apps) where ReleaseName.isName(name) { try open(name) }
        ReadySignal.give()
        DaemonLog.write("ready, root \(layout.state), \(names.count) apps")
        try withExtendedLifetime(lock) {
            try server.serve()
            letBusyOnesEnd()
            for desk in all { desk.stopWatch() }
            try Disk.unlink(layout.socket)
        }
    }

    /// A switch that a signal meets half way is given a minute; what is not over then is finished by the next daemon.
    private func letBusyOnesEnd() {
        let deadline = Clock.monotonic() + 60_000
        while all.contains(where: \.isBusy), Clock.monotonic() < deadline { _ = poll(nil, 0, 50) }
    }

    var names: [String] { desks.withLock { $0.keys.sorted() } }
    var all: [AppDesk] { desks.withLock { $0.values.sorted { $0.name < $1.name } } }

    var damaged: [(name: String, why: Refusal)] {
        unreadable.withLock { $0.sorted { $0.key < $1.key }.map { ($0.key, $0.value) } }
    }

    func desk(_ name: String) throws -> AppDesk {
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
        if let desk = desks.withLock({ $0[name] }) { return desk }
        let app = configuration.layout.app(name)
        for folder in [app.folder, app.generations, app.shared, app.logs] { try Folders.make(folder) }
        try Folders.make(app.run, mode: 0o700)
        let fresh = try AppDesk(configuration, name)
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

    private func open(_ name: String) throws {
        let desk: AppDesk
        do {
            desk = try AppDesk(configuration, name)
        } catch {
            let refusal = error as? Refusal ?? Refusal(.failed, "\(name) cannot be read: \(error)")
            DaemonLog.write("\(name): \(refusal.sentence)")
            return unreadable.withLock { $0[name] = refusal }
        }
        desks.withLock { $0[name] = desk }
        guard desk.ledger.state.lastSeq > 0 else { return }
        // Taken before any client is served, so that nobody gets in between.
        _ = desk.claim("its recovery")
        try Threads.start { Recoverer.bringBack(desk) }
    }

    func isEnding() -> Bool { ending.withLock { $0 } }
}
