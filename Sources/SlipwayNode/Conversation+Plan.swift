import SlipwayBundle
import SlipwayControl
import SlipwayDeploy
import SlipwayModel
import SlipwaySystem

extension Conversation {
    /// What a deploy would change, and what is in its way; nothing on this node is changed for it.
    func plan(
        _ bundle: BundlePlace, app: String?, overrides: [String: String], force: Bool, accepting: Set<Acceptance>
    ) throws -> String {
        try check(app, overrides)
        let (judged, read) = try Worker.contents(node.configuration, bundle, accepting: accepting)
        var contents = read
        let name = try appName(app, contents.name)
        if let why = node.damaged.first(where: { $0.name == name })?.why { throw why }
        let desk = node.all.first { $0.name == name }
        let preparing = Preparing(node, name, desk, by: by)
        _ = try preparing.judge(judged, accepting: accepting)
        let found = Preparing.Candidate(contents)
        contents.configuration = try preparing.configuration(found, overrides)
        let verdict = preparing.look(found, contents.configuration)
        let fresh = unpacked(contents)
        let place = node.configuration.layout.state
        let room = try Files.room(at: place)
        let state = preparing.state
        let runs = state.wish == .running && state.current != nil
        var obstacles = verdict.obstacles.map(\.sentence)
        if let lack = fresh.lack(place, bytes: room.bytes, inodes: room.inodes) { obstacles.append(lack.sentence) }
        if !force, let bad = preparing.condemnation(found, contents.configuration) {
            obstacles.append(bad.sentence + "; --force tries it again")
        }
        if let open = state.open { obstacles.append("a switch to \(open.transaction.release) has not ended yet") }
        tell(
            .plan(
                PlanDocument(
                    app: name, nothing: preparing.isLive(found, contents.configuration),
                    difference: .between(try before(preparing.present), contents),
                    generation: state.lastGeneration + 1, mode: runs ? verdict.mode.rawValue : "none",
                    modeReason: runs ? verdict.modeReason : nil,
                    steps: contents.spec.steps ?? [],
                    memory: PlanDocument.Memory(available: verdict.available ?? 0, needed: verdict.needed),
                    bytes: fresh.bytes, obstacles: obstacles)))
        return ""
    }

    private func before(_ present: LedgerState.Generation?) throws -> ReleaseContents? {
        guard let present else { return nil }
        let layout = node.configuration.layout
        return try InstalledRelease.reopen(present.digest, in: layout)?.contents(present.configuration, in: layout)
    }

    func appName(_ asked: String?, _ release: ReleaseName) throws -> String {
        let name = asked ?? release.name
        try check(name: name)
        try AppAccount.check(name, node.configuration)
        return name
    }

    /// What can be told without the release, before it is read.
    func check(_ app: String?, _ overrides: [String: String]) throws {
        if let app { try check(name: app) }
        try NodeSettings.checkAlone(overrides)
    }

    private func check(name: String) throws {
        guard ReleaseName.isName(name) else {
            throw Refusal(.usage, "\(name) cannot be the name of an app", hint: "use lower-case letters, digits and -")
        }
    }

    /// What is to be unpacked.
    private func unpacked(_ contents: ReleaseContents) -> RoomPlan {
        let objects = ObjectStore(node.configuration.layout.objects)
        let files = contents.parts.filter { objects.knownListing($0.digest) == nil }.flatMap(\.listing.files)
        return RoomPlan(files: Int64(files.count), bytes: files.reduce(0) { $0 + $1.size })
    }
}

extension Preparing.Candidate {
    init(_ contents: ReleaseContents) {
        self.init(
            release: contents.name, digest: contents.digest, spec: contents.spec, properties: contents.properties)
    }
}
