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
    let bundles: [VerifiedBundle]
    let health = PlayedHealth()

    /// So many releases, `shop 1.1`, `1.2` …
    init(releases: Int) throws {
        folder = try TemporaryFolder("switch")
        layout = NodeLayout(root: folder("node"))
        let store = try DirectoryStore(at: folder("store"))
        var bundles: [VerifiedBundle] = []
        for number in 1...releases {
            let name = ReleaseName(name: "shop", version: "1.\(number)")
            let manifest = try Sealer(store: store) { _ in }.seal(try Self.tree(name))
            let path = folder("\(number).tar")
            try BundleWriter.write(manifest, name: name, from: store, to: path)
            bundles.append(try BundleVerifier.verify(try OpenFile.read(path)))
        }
        self.bundles = bundles
        for place in [app.generations, app.run, app.logs] { try Folders.make(place) }
    }

    private static func tree(_ name: ReleaseName) throws -> ReleaseTree {
        let spec = ServiceSpec(
            name: name.name, version: name.version, runtime: .tomcat,
            launch: ServiceSpec.Launch(command: ["${release}/run"], env: [:]),
            listen: [ServiceSpec.Listener(name: "http", port: 8080)], webapps: [], health: [], start: .init(),
            stop: .init(),
            switch: SwitchPolicy(), restart: RestartPolicy(), keep: 5, order: 0)
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

    func switcher(_ ledger: Ledger) -> Switcher {
        Switcher(layout, app, ledger, slots: PlayedWrapper(app), health: health) { _ in }
    }

    /// Deploys the bundle of that index on top of what is current.
    func deploy(_ index: Int, _ ledger: Ledger, mode: SwitchPolicy.Mode = .overlap) throws -> SwitchMachine.Outcome {
        let bundle = bundles[index]
        let state = ledger.state
        let transaction = Transaction(
            id: state.lastTransaction + 1, kind: .deploy, generation: state.lastGeneration + 1, previous: state.current,
            previousRan: state.wish == .running && state.current != nil, release: bundle.name,
            digest: bundle.manifestDigest, configuration: Configuration(), mode: mode, by: "tester")
        return try switcher(ledger).run(transaction) { [layout] in try ReleaseInstaller(layout).install(bundle) }
    }

    /// Whatever happened: exactly what the ledger calls current is pointed at, wanted live, and whole on disk.
    func isWhole(_ ledger: Ledger, _ location: SourceLocation = #_sourceLocation) throws {
        let state = ledger.state
        #expect(state.open == nil, sourceLocation: location)
        let target = try? Files.linkTarget(app.current)
        #expect(target == state.current.map { "generations/\($0)" }, sourceLocation: location)
        let live = try WantFile(app).read()?.slots.filter { $0.state == .live }.map(\.generation)
        #expect((live ?? []) == [state.current].compactMap { $0 }, sourceLocation: location)
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

/// Says what the test wants said.
final class PlayedHealth: HealthJudging {
    var gate: Judgement = .passed(detail: "")
    var trial: Judgement = .passed(detail: "")

    func gate(generation: Int, spec: ServiceSpec, again: Bool) throws -> Judgement { gate }
    func trial(generation: Int, spec: ServiceSpec, configuration: Configuration) throws -> Judgement { trial }
}
