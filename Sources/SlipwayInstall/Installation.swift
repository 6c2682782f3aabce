import Glibc
import SlipwayControl
import SlipwayCrypto
import SlipwayDeploy
import SlipwayModel
import SlipwayNode
import SlipwaySystem

/// Carries out what was planned, step by step. Each step finds out by itself whether it is done already, so one that
/// was interrupted anywhere is ended by the next run.
package struct Installation {
    let installer: ReadInstaller
    let plan: InstallPlan
    let options: InstallOptions
    let paths: InstallPaths
    private let survey: HostSurvey
    private let control: DaemonControl
    /// Told of each step as it begins.
    private let report: (InstallStep) -> Void
    private let deploy: (ReadInstaller) throws -> Void

    /// `deploy` asks the daemon to bring the release in the file live, and shows how that goes.
    package init(
        _ installer: ReadInstaller, _ plan: InstallPlan, _ options: InstallOptions, _ survey: HostSurvey,
        _ facts: InstallFacts, report: @escaping (InstallStep) -> Void,
        deploy: @escaping (ReadInstaller) throws -> Void
    ) {
        self.installer = installer
        self.plan = plan
        self.options = options
        paths = survey.paths
        self.survey = survey
        control = DaemonControl(paths: survey.paths, keeping: facts.keeping)
        self.report = report
        self.deploy = deploy
    }

    package func run() throws {
        umask(0o022)
        try Folders.make(paths.library)
        guard let lock = try FileLock(paths.lock) else {
            throw Refusal(.busy, "another installer is at work", hint: "wait for it to end")
        }
        try withExtendedLifetime(lock) {
            // What was agreed to is what is done: another installer may have been at work since.
            guard try InstallPlan(installer.offer, try survey.facts(installer.offer), options, paths) == plan else {
                throw Refusal(
                    .busy, "something else has changed this node since it was looked at",
                    hint: "run this installer again")
            }
            for step in plan.steps {
                report(step)
                try carryOut(step)
            }
            try tidy()
        }
    }

    private func carryOut(_ step: InstallStep) throws {
        switch step {
        case .accounts(let app):
            try HostAccounts().ensureOperators()
            try HostAccounts().ensureUser(ofApp: app)
        case .folders: try folders()
        case .trust: try trust()
        case .programs: try programs()
        case .units:
            try UnitFiles(paths, control.keeping).write()
            try control.systemctl(["daemon-reload"])
        case .start:
            try point()
            try control.start()
        case .upgrade: try DaemonTrial(paths: paths, control: control).upgrade(to: installer.offer.programs)
        case .settle: try DaemonTrial(paths: paths, control: control).settle(offered: installer.offer.programs)
        case .secrets(let names): try secrets(names)
        case .deploy: try deploy(installer)
        }
    }

    private func folders() throws {
        let node = paths.node
        for folder in [node.state, node.etc, node.trust] { try Folders.make(folder) }
        try Folders.make(node.secrets, mode: 0o700)
    }

    private func trust() throws {
        let name = SecretName.isName(installer.key.comment) ? installer.key.comment : "release-" + installer.key.name
        _ = try TrustFolder.trust(installer.key, as: name, again: false, on: paths.node)
    }

    private func programs() throws {
        try ProgramFolder.write(installer.programs, to: paths)
        try Folders.make(parent(of: paths.command))
        if !Files.exists(paths.current) { try point() }
        try AtomicLink.point(paths.command, to: paths.current + "/slipwayd")
    }

    /// What is to be started first is the version in the file, unless a newer one is there.
    private func point() throws {
        if plan.keepsNewer { return }
        try AtomicLink.point(paths.current, to: installer.offer.programs)
    }

    private func secrets(_ names: [String]) throws {
        let folder = SecretFolder(paths.node)
        for name in names {
            guard let file = options.secrets[name] else { continue }
            try folder.set(name, try Files.read(file, limit: SecretFolder.largest + 1))
        }
    }

    /// Leaves the version in use and the one before.
    private func tidy() throws {
        let kept = [paths.current, paths.previous].compactMap { try? Files.linkTarget($0) }
        try ProgramFolder.removeOthers(than: Set(kept), paths)
    }
}
