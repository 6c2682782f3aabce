import SlipwayControl
import SlipwayDeploy
import SlipwayModel
import SlipwaySystem
import Synchronization

extension Conversation {
    func status(_ app: String?) throws -> String {
        let desks = try app.map { [try node.desk($0)] } ?? node.all
        var apps = desks.map { StatusView.app($0) }
        if app == nil { apps += node.damaged.map { StatusView.unreadable($0.name, $0.why) } }
        tell(.status(StatusDocument(node: node.configuration.name, apps: apps)))
        return ""
    }

    func history(_ app: String) throws -> String {
        tell(.history(HistoryDocument(app: app, lines: HistoryView.lines(try node.desk(app).ledger.entries))))
        return ""
    }

    func logs(_ app: String, _ lines: Int) throws -> String {
        for line in LogTail.lines(try node.desk(app).app, lines) { tell(.line(text: line)) }
        return ""
    }

    func describeNode() -> String {
        let configuration = node.configuration
        tell(
            .node(
                NodeDocument(
                    node: configuration.name, root: configuration.layout.state, pid: ProcessTable.own.pid,
                    version: configuration.version, since: Clock.text(node.begun), apps: node.names)))
        return ""
    }

    /// The apps run on unless they are to stop as well; then their wrappers end too.
    func shutDown(stoppingApps: Bool) throws -> String {
        if stoppingApps {
            for desk in node.all {
                try desk.exclusively("shutting down") {
                    desk.stopWatch()
                    guard (try? UnixSocket.connect(desk.app.control)) != nil else { return }
                    let subscription = try desk.link.subscribe()
                    try desk.link.send(.quit(stopping: true))
                    // Its connection ends when it has.
                    while !subscription.isOver { _ = try subscription.next(deadline: Clock.monotonic() + 60_000) }
                    desk.link.reap()
                }
            }
        }
        node.ending.withLock { $0 = true }
        return stoppingApps ? "the daemon ends, and so have the apps" : "the daemon ends; the apps run on"
    }
}
