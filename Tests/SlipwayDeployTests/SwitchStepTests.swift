import SlipwayBundle
import SlipwayDeploy
import SlipwayModel
import SlipwaySystem
import SlipwayTesting
import Testing

@Suite struct SwitchStepTests {
    private static let steps = [
        SwitchStep(at: .beforeAdmit, do: ["migrate", "up"], undo: ["migrate", "down"]),
        SwitchStep(at: .beforeStart, do: ["fetch"]),
        SwitchStep(at: .afterAdmit, do: ["announce"], undo: ["recall"]),
    ]
    private let stock: SwitchRig.Stock

    init() throws { stock = try SwitchRig.Stock(releases: 2, steps: Self.steps) }

    private func rig() throws -> (SwitchRig, Ledger) {
        let rig = try SwitchRig(stock)
        let ledger = try rig.ledger()
        #expect(try rig.deploy(0, ledger) == .committed)
        #expect(rig.steps.ran == [])
        return (rig, ledger)
    }

    @Test func theyRunWhereTheySay() throws {
        let (rig, ledger) = try rig()
        #expect(try rig.deploy(1, ledger) == .committed)
        #expect(rig.steps.ran == ["fetch", "migrate up", "announce"])
        try rig.isWhole(ledger)
    }

    @Test func aFailureLaterTakesThemBackInReverse() throws {
        let (rig, ledger) = try rig()
        rig.health.trial = .failed(reason: "ill on trial", evidence: [])
        #expect(try rig.deploy(1, ledger) == .reverted(reason: "ill on trial"))
        #expect(rig.steps.ran == ["fetch", "migrate up", "announce", "recall", "migrate down"])
        try rig.isWhole(ledger)
    }

    @Test func aStepThatFailsIsTakenBackTooForItMayHaveGotHalfway() throws {
        let (rig, ledger) = try rig()
        rig.steps.failing = ["migrate up"]
        #expect(try rig.deploy(1, ledger) == .reverted(reason: "migrate up ended with exit status 3"))
        #expect(rig.steps.ran == ["fetch", "migrate up", "migrate down"])
        #expect(ledger.state.condemned(rig.bundles[1].manifestDigest, Configuration()) != nil)
        try rig.isWhole(ledger)
    }

    @Test func anUndoThatFailsNeedsAPersonButTheOldReleaseServes() throws {
        let (rig, ledger) = try rig()
        rig.health.trial = .failed(reason: "ill on trial", evidence: [])
        rig.steps.failing = ["recall"]
        let outcome = try rig.deploy(1, ledger)
        let reason = "ill on trial; then undoing step 3 failed: recall ended with exit status 3"
        #expect(outcome == .stuck(reason: reason))
        #expect(rig.steps.ran.last == "migrate down")
        try rig.isWhole(ledger)
    }

    /// A daemon that died while a step ran knows neither whether it has run nor whether it may run twice.
    @Test func aStepThatTheDaemonDiedInIsTakenBack() throws {
        for (died, expected) in [(1, ["migrate down"]), (2, []), (3, ["recall", "migrate down"])] {
            let (rig, ledger) = try rig()
            let bundle = rig.bundles[1]
            let open = Transaction(
                id: 2, kind: .deploy, generation: 2, previous: 1, previousRan: true, release: bundle.name,
                digest: bundle.manifestDigest, configuration: Configuration(), mode: .overlap,
                steps: Self.steps.map(\.at), by: "tester")
            let layout = rig.layout
            let release = try ReleaseInstaller(layout).install(bundle)
            try Generations(rig.app).make(2, release: release, configuration: Configuration())
            try ledger.append(.begun(transaction: open))
            for rung in open.ladder.prefix(while: { $0 != .step(died) }) {
                try ledger.append(.step(transaction: 2, event: .done(rung: rung)))
            }
            let again = try rig.ledger()
            let outcome = try rig.switcher(again).recover()
            #expect(outcome == .reverted(reason: "the daemon was stopped while step \(died) ran"))
            #expect(rig.steps.ran == expected)
            #expect(again.state.condemned(bundle.manifestDigest, Configuration()) == nil)
            try rig.isWhole(again)
        }
    }
}
