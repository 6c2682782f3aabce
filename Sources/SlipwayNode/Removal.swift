import SlipwayDeploy
import SlipwayModel
import SlipwaySystem

/// Removes what an undeployed app has on the node, by what its ledger says. Done twice is done once, so a daemon
/// finishes when it starts what another could not.
enum Removal {
    /// Folders of purged apps on their way out.
    static let gone = ".gone-"

    static func isComplete(_ app: AppLayout) -> Bool { !leftOvers(app).contains { Files.exists($0) } }

    private static func leftOvers(_ app: AppLayout) -> [String] {
        [app.current, app.want, app.want + ".new", app.reserve, app.generations, app.run]
    }

    static func finish(_ desk: AppDesk) throws {
        let app = desk.app
        desk.stopWatch()
        try endWrapper(desk)
        for path in leftOvers(app) { try Folders.removeAll(path) }
        try Disk.syncFolder(app.folder)
        guard desk.ledger.state.isPurged else { return try dropEmptyIncidents(app) }
        // Whole or not at all under its own name.
        let away = parent(of: app.folder) + "/" + gone + app.name
        try Folders.removeAll(away)
        try Disk.rename(app.folder, to: away)
        try Disk.syncFolder(parent(of: app.folder))
        try Folders.removeAll(away)
    }

    /// The incidents stay; what was only remembered on account of them goes where there are none.
    private static func dropEmptyIncidents(_ app: AppLayout) throws {
        guard Files.exists(app.incidents), IncidentFolder(app).count == 0 else { return }
        try Folders.removeAll(app.incidents)
        try Disk.syncFolder(app.folder)
    }

    /// A first deploy that came to nothing leaves history and logs, as an undeploy does. What cannot be removed now is
    /// removed by the next daemon.
    static func afterFailure(_ desk: AppDesk) {
        let state = desk.ledger.state
        guard !state.isDeployed, !state.isPurged, state.lastSeq > 0 else { return }
        do { try finish(desk) } catch { desk.log("cannot remove what its deploy has left: \(error)") }
    }

    /// What an interrupted purge has left.
    static func sweep(_ apps: String) throws {
        for name in try Files.names(in: apps) where name.hasPrefix(gone) { try Folders.removeAll(apps + "/" + name) }
    }

    /// A wrapper that died has left its processes running; its successor takes them over and ends them.
    private static func endWrapper(_ desk: AppDesk) throws {
        let limit = patience(desk)
        guard Files.exists(desk.app.run) else { return }
        do {
            if runs(desk.app) || (try? UnixSocket.connect(desk.app.control)) != nil {
                try desk.switcher { _ in }.settle()
            }
            try desk.link.end(within: limit)
        } catch {
            guard !runs(desk.app) else { throw error }
        }
    }

    private static func runs(_ app: AppLayout) -> Bool {
        guard let bytes = try? Files.read(app.status),
            let status = try? JSONText.value(WrapperStatus.self, from: bytes), status.bootId == ProcessTable.bootId()
        else { return false }
        let all = [status.wrapper] + status.slots.compactMap(\.process)
        return all.contains { ProcessTable.identity(of: $0.pid) == $0 }
    }

    /// As long as the slowest generation may take to stop.
    private static func patience(_ desk: AppDesk) -> Int64 {
        var longest = 40_000
        for name in (try? Files.names(in: desk.app.generations)) ?? [] {
            guard let number = Int(name), let spec = try? desk.generations.spec(number) else { continue }
            longest = max(longest, spec.stop.deadline.milliseconds + spec.stop.drain.milliseconds + 5000)
        }
        return Int64(longest)
    }
}
