import SlipwayControl
import SlipwayDeploy
import SlipwayModel
import SlipwayNode
import SlipwaySystem
import SlipwayTesting
import Testing

@Suite struct OfflineNodeTests {
    private let rig: OfflineRig
    init() throws { rig = try OfflineRig() }

    private func refusal(_ verb: NodeRequest.Verb, _ rig: OfflineRig) -> Refusal? {
        do {
            _ = try rig.ask(verb)
            return nil
        } catch {
            return error as? Refusal
        }
    }

    private func refusal(_ verb: NodeRequest.Verb) -> Refusal? { refusal(verb, rig) }

    @Test(arguments: [
        NodeRequest.Verb.deploy(app: nil, overrides: [:]), .rollback(app: "shop", to: nil),
        .configure(app: "shop", set: [:], unset: []), .plan(app: nil, overrides: [:]), .abort(app: "shop"),
        .repair(app: "shop", generation: nil), .node,
        .shutDown(stoppingApps: false),
    ])
    func whatNeedsADaemonIsRefused(_ verb: NodeRequest.Verb) {
        let refusal = refusal(verb)
        #expect(refusal?.code == .unreachable)
        #expect(refusal?.sentence == "no daemon runs for \(rig.layout.state)")
        #expect(refusal?.hint == "start it with: slipway node up --root \(rig.layout.state)")
    }

    @Test func aFolderThatIsNoNodeStaysAsItIs() throws {
        let configuration = NodeConfiguration(
            root: rig.folder("elsewhere"), name: "n", wrapper: "", daemon: "", version: "")
        let refusal = #expect(throws: Refusal.self) {
            try OfflineNode.ask(NodeRequest(.status(app: nil)), configuration: configuration) { _ in }
        }
        #expect(refusal?.code == .unreachable)
        #expect(!Files.exists(rig.folder("elsewhere")))
    }

    @Test func statusSaysThatTheDaemonIsAbsentAndChangesNothing() throws {
        let before = try Files.walk(rig.layout.state).map(\.path)
        let replies = try rig.ask(.status(app: nil)).replies
        guard case .status(let document)? = replies.first else {
            Issue.record("no status")
            return
        }
        #expect(document.daemon == "absent")
        #expect(document.apps.map(\.name) == ["shop"] && document.apps.map(\.state) == ["stopped"])
        #expect(document.apps.first?.release == "shop 1.3")
        #expect(try Files.walk(rig.layout.state).map(\.path) == before)
    }

    @Test func oneProgramChangesANodeAtATime() throws {
        try Folders.make(rig.layout.run)
        do {
            let lock = try FileLock(waitingFor: rig.layout.lock)
            withExtendedLifetime(lock) {
                #expect(refusal(.hold(app: "shop"))?.code == .busy)
                // Who only looks waits for nobody.
                #expect(refusal(.status(app: nil)) == nil)
            }
        }
        #expect(refusal(.pin(app: "shop", generation: 2)) == nil)
    }

    @Test func anUnknownAppIsTold() {
        let refusal = refusal(.start(app: "other", wait: true))
        #expect(refusal?.code == .notFound)
        #expect(refusal?.sentence == "no app other on this node")
    }

    @Test func pinsAreKeptAndSaid() throws {
        #expect(try rig.ask(.pin(app: "shop", generation: 2)).sentence == "generation 2 of shop is pinned")
        #expect(try rig.ask(.pin(app: "shop", generation: 2)).sentence == "generation 2 of shop is pinned already")
        #expect(try rig.ask(.pin(app: "shop", generation: nil)).sentence == "generation 3 of shop is pinned")
        #expect(try rig.state().pinned == [2, 3])
        #expect(try rig.ask(.unpin(app: "shop", generation: 2)).sentence == "generation 2 of shop is no longer pinned")
        #expect(try rig.ask(.unpin(app: "shop", generation: 2)).sentence == "generation 2 of shop is not pinned")
        let refusal = refusal(.pin(app: "shop", generation: 9))
        #expect(refusal?.code == .notFound)
        #expect(refusal?.sentence == "generation 9 of shop is not on this node")
        #expect(refusal?.hint == "these are: 1, 2, 3")
    }

    @Test func whatIsUndeployedHasAHistoryOnly() throws {
        try Ledger(rig.app.ledger).append(.undeployed(by: "tester", purge: false))
        for verb in [
            NodeRequest.Verb.status(app: "shop"), .start(app: "shop", wait: true), .stop(app: "shop", wait: true),
            .hold(app: "shop"), .pin(app: "shop", generation: 1), .verify(app: "shop", generation: nil),
        ] {
            let refusal = refusal(verb)
            #expect(refusal?.code == .notFound)
            #expect(refusal?.sentence == "shop is not deployed on this node")
        }
        guard case .history(let document)? = try rig.ask(.history(app: "shop")).replies.first else {
            Issue.record("no history")
            return
        }
        #expect(document.lines.last?.what == "undeploy" && document.lines.count == 4)
        guard case .status(let status)? = try rig.ask(.status(app: nil)).replies.first else {
            Issue.record("no status")
            return
        }
        #expect(status.apps.isEmpty)
    }

    @Test func aFirstDeployThatWasTakenBackHasAHistoryOnly() throws {
        let rig = try OfflineRig(generations: 0)
        let transaction = Transaction(
            id: 1, kind: .deploy, generation: 1, previous: nil, previousRan: false,
            release: ReleaseName(name: "shop", version: "1.0"), digest: Digest(bytes: [UInt8](repeating: 1, count: 32)),
            configuration: Configuration(), mode: .overlap, by: "tester")
        let ledger = try Ledger(rig.app.ledger)
        try ledger.append(.begun(transaction: transaction))
        try ledger.append(.step(transaction: 1, event: .failed(rung: .install, reason: "no room")))
        // As long as it is on its way it is shown.
        #expect(refusal(.status(app: "shop"), rig) == nil)
        try ledger.append(.step(transaction: 1, event: .undone(rung: .install)))
        for verb in [NodeRequest.Verb.status(app: "shop"), .start(app: "shop", wait: true), .kill(app: "shop")] {
            #expect(refusal(verb, rig)?.sentence == "shop is not deployed on this node")
        }
        guard case .status(let status)? = try rig.ask(.status(app: nil)).replies.first,
            case .history(let history)? = try rig.ask(.history(app: "shop")).replies.first
        else {
            Issue.record("no documents")
            return
        }
        #expect(status.apps.isEmpty)
        #expect(history.lines.map(\.outcome) == ["reverted"])
    }

    @Test func logsOfWhatNeverWasAreRefused() throws {
        let never = refusal(.logs(app: "shop", lines: 5, follow: false, since: nil, generation: 9))
        #expect(never?.code == .notFound && never?.sentence == "shop has no generation 9")
        #expect(refusal(.logs(app: "shop", lines: 5, follow: false, since: nil, generation: 1)) == nil)
        try Ledger(rig.app.ledger).append(.undeployed(by: "tester", purge: false))
        let gone = refusal(.logs(app: "shop", lines: 5, follow: true, since: nil, generation: nil))
        #expect(gone?.code == .notFound && gone?.sentence == "shop is not deployed on this node")
        #expect(refusal(.logs(app: "shop", lines: 5, follow: false, since: nil, generation: nil)) == nil)
    }

    @Test func anUnreadableHistoryForbidsACollection() throws {
        try rig.folder.write("node/apps/other/ledger.jsonl", "garbage\n{}\n")
        let refusal = refusal(.collect)
        #expect(refusal?.code == .badInput)
        #expect(refusal?.sentence == "nothing is collected while the history of other cannot be read")
    }

    @Test func filesThatAreGoneAreToldByVerify() throws {
        guard case .verified(let document)? = try rig.ask(.verify(app: "shop", generation: 2)).replies.first else {
            Issue.record("no document")
            return
        }
        #expect(document.release == "shop 1.2")
        #expect(document.damaged.map(\.what) == ["is missing"])
    }

    @Test func secretsComeInAndNeverOut() throws {
        try rig.folder.write("value", "s3cret-value")
        let text = try OpenFile.read(rig.folder("value"))
        #expect(try rig.ask(.secretSet(name: "db-password"), [text]).sentence == "the secret db-password is set")
        #expect(try Files.text(rig.layout.secrets + "/db-password") == "s3cret-value")
        guard case .secrets(let document)? = try rig.ask(.secretList).replies.first else {
            Issue.record("no document")
            return
        }
        #expect(document.secrets == [.init(name: "db-password", usedBy: [], isSet: true)])
        #expect(try rig.ask(.secretRemove(name: "db-password")).sentence == "the secret db-password is removed")
        #expect(refusal(.secretRemove(name: "db-password"))?.code == .notFound)
        #expect(refusal(.secretSet(name: "a"))?.code == .usage)
    }
}
