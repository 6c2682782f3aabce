import Glibc
import SlipwayBundle
import SlipwayDeploy
import SlipwayModel
import SlipwayStore
import SlipwaySystem
import SlipwayTesting
import Testing

/// A node's folder with real releases of a few small files, whose wrapper and health are played.
final class SwitchRig {
    let folder: TemporaryFolder
    let layout: NodeLayout
    var app: AppLayout { layout.app("shop") }
    private let stock: Stock
    var bundles: [VerifiedBundle] { stock.bundles }
    let health = PlayedHealth()
    let steps = PlayedSteps()

    /// So many releases, `shop 1.1`, `1.2` …, sealed once for any number of nodes.
    final class Stock {
        private let folder: TemporaryFolder
        let bundles: [VerifiedBundle]
        private let steps: [SwitchStep]?

        func steps(_ index: Int) -> [SwitchStep]? { index == bundles.count - 1 ? steps : nil }

        /// `steps`: of the last release.
        init(releases: Int, steps: [SwitchStep]? = nil) throws {
            let folder = try TemporaryFolder("stock")
            let store = try DirectoryStore(at: folder("store"))
            bundles = try (1...releases).map { number in
                let name = ReleaseName(name: "shop", version: "1.\(number)")
                let manifest = try Sealer(store: store) { _ in }.seal(
                    try SwitchRig.tree(name, steps: number == releases ? steps : nil))
                let path = folder("\(number).tar")
                try BundleWriter.write(manifest, name: name, from: store, to: path)
                return try BundleVerifier.verify(
                    try OpenFile.read(path), trusting: TrustTerms(keys: TrustedKeys([]), accepting: [.unsigned]))
            }
            self.folder = folder
            self.steps = steps
        }
    }

    convenience init(releases: Int) throws { try self.init(try Stock(releases: releases)) }

    init(_ stock: Stock) throws {
        self.stock = stock
        folder = try TemporaryFolder("switch")
        layout = NodeLayout(root: folder("node"))
        for place in [app.generations, app.run, app.logs] { try Folders.make(place) }
    }

    static func tree(_ name: ReleaseName, steps: [SwitchStep]?) throws -> ReleaseTree {
        var spec = ServiceSpec(
            name: name.name, version: name.version, runtime: .tomcat,
            launch: ServiceSpec.Launch(command: ["${release}/run"], env: [:]),
            listen: [ServiceSpec.Listener(name: "http", port: 8080)], webapps: [], health: [], start: .init(),
            stop: .init(),
            switch: SwitchPolicy(), restart: RestartPolicy(), keep: 5, order: 0)
        spec.steps = steps
        let files = [
            TreeSource(path: ReleaseLayout.serviceSpec, content: .bytes(try JSONText.bytes(spec)), executable: false),
            TreeSource(path: "service/run", content: .bytes(Array("run \(name)".utf8)), executable: true),
        ]
        let config = TreeSource(path: "conf/a.txt", content: .bytes(Array("same in all".utf8)), executable: false)
        return ReleaseTree(
            name: name, platform: .linuxAMD64, spec: spec,
            components: [
                ComponentTree(component: .wrapper, folders: [], files: files),
                ComponentTree(component: .config, folders: ["conf/empty"], files: [config]),
            ])
    }

    /// As a daemon that was just started has it.
    func ledger() throws -> Ledger { try Ledger(app.ledger) }

    func switcher(_ ledger: Ledger, abortion: @escaping () -> String? = { nil }) -> Switcher {
        Switcher(layout, app, ledger, slots: PlayedWrapper(app), health: health, steps: steps, abortion: abortion) {
            _ in
        }
    }

    /// Deploys the bundle of that index on top of what is current.
    func deploy(
        _ index: Int, _ ledger: Ledger, mode: SwitchPolicy.Mode = .overlap, by switcher: Switcher? = nil
    ) throws -> SwitchMachine.Outcome {
        let bundle = bundles[index]
        let state = ledger.state
        let transaction = Transaction(
            id: state.lastTransaction + 1, kind: .deploy, generation: state.lastGeneration + 1, previous: state.current,
            previousRan: state.wish == .running && state.current != nil, release: bundle.name,
            digest: bundle.manifestDigest, configuration: Configuration(), mode: mode,
            steps: stock.steps(index)?.map(\.at), by: "tester")
        return try (switcher ?? self.switcher(ledger)).run(transaction) { [layout] in
            try ReleaseInstaller(layout).install(bundle)
        }
    }

    /// The same release with these settings.
    func configure(
        _ overrides: [String: String], _ ledger: Ledger, mode: SwitchPolicy.Mode = .overlap
    ) throws -> SwitchMachine.Outcome {
        let state = ledger.state
        let present = try #require(state.current.flatMap { state.generations[$0] })
        let transaction = Transaction(
            id: state.lastTransaction + 1, kind: .configure, generation: state.lastGeneration + 1,
            previous: state.current, previousRan: state.wish == .running, release: present.release,
            digest: present.digest, configuration: Configuration(overrides: overrides), mode: mode, by: "tester")
        return try switcher(ledger).run(transaction) { throw NothingToInstall() }
    }

    struct NothingToInstall: Error {}

    /// Whatever happened: exactly what the ledger calls current is pointed at, wanted live, and whole on disk.
    func isWhole(_ ledger: Ledger, _ location: SourceLocation = #_sourceLocation) throws {
        let state = ledger.state
        #expect(state.open == nil, sourceLocation: location)
        let target = try? Files.linkTarget(app.current)
        #expect(target == state.current.map { "generations/\($0)" }, sourceLocation: location)
        let want = try WantFile(app).read()
        let live = want?.slots.filter { $0.state == .live }.map(\.generation)
        let wanted = state.wish == .running ? [state.current].compactMap { $0 } : []
        #expect((live ?? []) == wanted, sourceLocation: location)
        if let current = state.current, !wanted.isEmpty {
            let ports = try Generations(app).service(current).listen.map(\.port)
            #expect(want?.ports.map(\.port) == ports, sourceLocation: location)
        }
        if let current = state.current, let generation = state.generations[current] {
            #expect(
                try InstalledRelease.reopen(generation.digest, in: layout, thorough: true) != nil,
                sourceLocation: location)
            #expect(try Generations(app).spec(current).version == generation.release.version, sourceLocation: location)
        }
    }
}

/// A wrapper that makes every want true at once.
struct PlayedWrapper: SlotKeeping {
    let app: AppLayout
    init(_ app: AppLayout) { self.app = app }

    func apply() throws {}
    func kill(_ slot: WrapperStatus.Slot, reason: String) throws {}

    func wait<Answer>(until deadline: Int64, _ look: (WrapperStatus) -> Answer?) throws -> Answer? {
        let want = try WantFile(app).read()
        let slots = (want?.slots ?? []).map { slot in
            WrapperStatus.Slot(
                generation: slot.generation, phase: slot.state == .stopped ? .stopped : .running, incarnation: 1,
                process: slot.state == .stopped ? nil : ProcessIdentity(pid: 7, startTime: 7), privatePort: 1,
                ready: slot.state != .stopped, admitting: slot.state == .live, restarts: 0, exits: [], since: 0,
                complaint: nil)
        }
        return look(
            WrapperStatus(
                rev: want?.rev ?? 0, bootId: "", wrapper: ProcessIdentity(pid: 1, startTime: 1), slots: slots,
                listen: [],
                trouble: nil, dropped: 0))
    }
}

/// Keeps what it was asked to run, and fails what the test wants failed.
final class PlayedSteps: StepRunning {
    private(set) var ran: [String] = []
    var failing: Set<String> = []

    func run(_ command: [String], deadline: TimeSpan, generation: Int) throws {
        let line = command.joined(separator: " ")
        ran.append(line)
        if failing.contains(line) { throw Refusal(.failed, "\(line) ended with exit status 3") }
    }
}

/// Says what the test wants said.
final class PlayedHealth: HealthJudging {
    var gate: Judgement = .passed(detail: "")
    var trial: Judgement = .passed(detail: "")
    /// When the trial begins.
    var onTrial: () -> Void = {}

    func gate(generation: Int, service: ServiceSpec, again: Bool) throws -> Judgement { gate }
    func trial(generation: Int, service: ServiceSpec) throws -> Judgement {
        onTrial()
        return trial
    }
}
