import SlipwayControl
import SlipwayDeploy
import SlipwayModel
import SlipwayNode
import SlipwaySystem

/// Takes an app, and with the last one all of Slipway, off this host; leaves the data, and names it.
package struct Uninstallation {
    package struct Plan: Hashable, Sendable {
        /// What will be done, a line each.
        package var will: [String]
        /// Other apps of the node, for which all the rest stays.
        package var others: [String]
    }

    private let paths: InstallPaths
    private let control: DaemonControl
    private let app: String
    private let isPurging: Bool

    package init(_ survey: HostSurvey, app: String, purging: Bool) {
        paths = survey.paths
        control = DaemonControl(paths: survey.paths, keeping: survey.keeping)
        self.app = app
        isPurging = purging
    }

    private var node: NodeLayout { paths.node }

    package func plan() throws -> Plan {
        let names = try appsWithData()
        let isInstalled = Files.exists(paths.library)
        if !isInstalled, !isPurging || !hasData { return Plan(will: [], others: []) }
        // One in its first deploy, or that cannot be read, is not among those that the daemon names.
        let wanted = names.filter { Files.exists(node.app($0).want) }
        let deployed = isInstalled ? Set(DaemonLook(paths: paths).apps + wanted) : []
        let others = deployed.filter { $0 != app }.sorted()
        var will: [String] = []
        if isInstalled, names.contains(app) { will.append("stop \(app) and take it off the node") }
        if isInstalled, others.isEmpty {
            will.append("end the daemon, and remove \(paths.library) and \(paths.command)")
        }
        if isPurging {
            let isAlone = others.isEmpty && names.allSatisfy { $0 == app }
            will.append(
                "remove " + (isAlone ? "all that Slipway has in \(node.etc) and \(node.state)" : "all data of \(app)"))
        }
        return Plan(will: will, others: others)
    }

    /// What is left, in words. Each part is removed only when it is there, so that it can be run again.
    package func run(_ plan: Plan) throws -> [String] {
        let lock = Files.exists(paths.library) ? try FileLock(paths.lock) : nil
        if Files.exists(paths.library), lock == nil {
            throw Refusal(.busy, "an installer is at work", hint: "wait for it to end")
        }
        return try withExtendedLifetime(lock) {
            try takeOff()
            if plan.others.isEmpty { try removePrograms() }
            if isPurging { try purge(plan) }
            return try left(plan)
        }
    }

    private func takeOff() throws {
        guard Files.exists(node.app(app).folder), Files.exists(paths.current) else { return }
        let look = DaemonLook(paths: paths)
        if look.node == nil { try control.start() }
        do {
            _ = try look.ask(.undeploy(app: app, purge: isPurging))
        } catch let refusal as Refusal where refusal.code == .notFound {}
        _ = try? look.ask(.collect)
    }

    private func removePrograms() throws {
        try control.end(stoppingApps: true)
        try UnitFiles(paths, control.keeping).remove()
        if control.keeping != .keeper { try? control.systemctl(["daemon-reload"]) }
        if (try? Files.linkTarget(paths.command)) == paths.current + "/slipwayd" { try Disk.unlink(paths.command) }
        for folder in [node.objects, node.releases, node.archives, node.incoming, node.run] {
            try Folders.removeAll(folder)
        }
        // Last: while it is there, this can be run again.
        try Folders.removeAll(paths.library)
        try removeEmptied()
    }

    /// Folders of our own making, where nobody has put anything into them.
    private func removeEmptied() throws {
        var folders: [String] = []
        switch paths.scope {
        case .system(let prefix):
            folders = prefix.hasSuffix("/slipway") ? ["/bin", "/lib", ""].map { prefix + $0 } : []
        case .folder(let folder): folders = ["/bin", "/lib"].map { folder + $0 }
        case .home: break
        }
        for folder in folders where (try? Files.names(in: folder))?.isEmpty == true { try Disk.removeFolder(folder) }
    }

    private func purge(_ plan: Plan) throws {
        try Folders.removeAllHeld(node.app(app).folder)
        let isLast = try plan.others.isEmpty && appsWithData().isEmpty
        if isLast { try removeData() }
        guard case .system = paths.scope else { return }
        try HostAccounts().removeUser(ofApp: app)
        if isLast { try HostAccounts().removeOperators() }
    }

    /// A folder that somebody has named may hold more than what is ours.
    private func removeData() throws {
        let events = try Files.names(in: node.state).filter { $0.hasPrefix(lastName(of: node.events)) }
        for path in [node.apps, node.floors, node.etc] + events.map({ node.state + "/" + $0 }) {
            try Folders.removeAll(path)
        }
        if case .folder = paths.scope {
            if try Files.names(in: node.state).isEmpty { try Disk.removeFolder(node.state) }
        } else {
            try Folders.removeAll(node.state)
        }
    }

    // MARK: what is there

    private func appsWithData() throws -> [String] { try Files.names(in: node.apps).filter(ReleaseName.isName) }

    private var hasData: Bool { Files.exists(node.state) || Files.exists(node.etc) }

    private func left(_ plan: Plan) throws -> [String] {
        var left: [String] = []
        let folder = node.app(app).folder
        if Files.exists(folder) { left.append("\(folder): history, logs and shared folders of \(app)") }
        if case .system = paths.scope, try HostUser.named(HostUser.nameOfApp(app)) != nil {
            left.append("the user \(HostUser.nameOfApp(app)), whose files these are")
        }
        if !plan.others.isEmpty {
            return left + ["\(paths.library) and the daemon, for \(plan.others.joined(separator: ", "))"]
        }
        for other in try appsWithData() where other != app {
            left.append("\(node.apps)/\(other): of \(other), which was here before")
        }
        let events = try Files.names(in: node.state).filter { $0.hasPrefix(lastName(of: node.events)) }
        var data = [(node.floors, "the highest sequence of each app that has gone live")]
        data += events.map { (node.state + "/" + $0, "what has happened here") }
        data.append((node.etc, "the keys that were trusted, and secrets"))
        for (path, what) in data where Files.exists(path) { left.append("\(path): \(what)") }
        if case .system = paths.scope, HostAccounts().hasOperators {
            left.append("the group \(HostGroup.operators)")
        }
        return left
    }
}
