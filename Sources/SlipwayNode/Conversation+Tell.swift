import SlipwayControl
import SlipwayDeploy
import SlipwayModel
import SlipwaySystem
import Synchronization

extension Conversation {
    func status(_ app: String?) throws -> String {
        tell(.status(try statusDocument(app)))
        return ""
    }

    func statusDocument(_ app: String?) throws -> StatusDocument {
        let desks = try app.map { [try node.desk($0)] } ?? node.deployed
        var apps = desks.map { StatusView.app($0) }
        if app == nil { apps += node.damaged.map { StatusView.unreadable($0.name, $0.why) } }
        var document = StatusDocument(
            node: node.configuration.name, apps: apps, daemon: node.isDaemon ? "running" : "absent")
        document.host = HostView.host(node.configuration.layout)
        return document
    }

    func history(_ app: String) throws -> String {
        tell(.history(HistoryDocument(app: app, lines: HistoryView.lines(of: try node.deskOfAnyTime(app)))))
        return ""
    }

    func describeNode() -> String {
        let configuration = node.configuration
        tell(
            .node(
                NodeDocument(
                    node: configuration.name, root: configuration.layout.state, pid: ProcessTable.own.pid,
                    version: configuration.version, since: Clock.text(node.begun), apps: node.deployed.map(\.name),
                    warmStart: configuration.layout.switches.warmStart == false ? "off" : "on")))
        return ""
    }

    /// The apps run on unless they are to stop as well; then their wrappers end too.
    func shutDown(stoppingApps: Bool) throws -> String {
        // All or none: a daemon that ends in the middle of a switch, or leaves half of the apps, helps nobody.
        var claimed: [AppDesk] = []
        var goes = false
        defer { if !goes { for desk in claimed { desk.release() } } }
        for desk in node.all {
            if let other = desk.claim("the daemon's end") {
                throw Refusal(.busy, "\(desk.name) is busy with \(other)", hint: "wait for it to end, then try again")
            }
            claimed.append(desk)
        }
        if stoppingApps { try stopAll(claimed) }
        goes = true
        for desk in claimed { desk.release() }
        node.ending.withLock { $0 = true }
        return stoppingApps ? "the daemon ends, and so have the apps" : "the daemon ends; the apps run on"
    }

    private func stopAll(_ desks: [AppDesk]) throws {
        var failures: [String] = []
        for desk in desks {
            desk.stopWatch()
            do {
                try desk.link.end(within: 90_000)
                desk.note("node down", "stopped with the node", by: by)
            } catch {
                failures.append("\(desk.name): \(error)")
                try? desk.startWatch()
            }
        }
        // An app whose ledger is damaged still has a wrapper that listens.
        for (name, _) in node.damaged {
            let link = WrapperLink(node.configuration, node.configuration.layout.app(name))
            do { try link.end(within: 90_000) } catch { failures.append("\(name): \(error)") }
        }
        guard failures.isEmpty else {
            throw Refusal(.failed, "not every app could be stopped, so the daemon stays", detail: failures)
        }
    }
}
