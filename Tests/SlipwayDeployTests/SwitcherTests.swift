import Glibc
import SlipwayDeploy
import SlipwayModel
import SlipwaySystem
import SlipwayTesting
import Testing

@Suite struct SwitcherTests {
    @Test(arguments: [SwitchPolicy.Mode.overlap, .handover])
    func aSwitchThatFailsAnywhereLeavesTheOldOne(_ mode: SwitchPolicy.Mode) throws {
        let rig = try SwitchRig(releases: 3)
        let ledger = try rig.ledger()
        #expect(try rig.deploy(0, ledger) == .committed)
        rig.health.gate = .failed(reason: "ill at the gate", evidence: [])
        #expect(try rig.deploy(1, ledger, mode: mode) == .reverted(reason: "ill at the gate"))
        try rig.isWhole(ledger)
        rig.health.gate = .passed(detail: "")
        rig.health.trial = .failed(reason: "ill on trial", evidence: [])
        #expect(try rig.deploy(2, ledger, mode: mode) == .reverted(reason: "ill on trial"))
        try rig.isWhole(ledger)
        #expect(ledger.state.current == 1)
        #expect(try Files.names(in: rig.app.generations) == ["1"])
    }

    /// The disk refuses the n-th file change, for every n, once or from then on; then a new daemon begins.
    @Test(arguments: [(ENOSPC, false), (EIO, true)])
    func noFileChangeThatFailsTearsAnything(_ code: Int32, _ isDead: Bool) throws {
        var number = 0
        var asked = Int.max
        while number < asked {
            number += 1
            let rig = try SwitchRig(releases: 2)
            let first = try rig.ledger()
            #expect(try rig.deploy(0, first) == .committed)
            let ledger = try rig.ledger()
            var outcome: SwitchMachine.Outcome?
            let seen = DiskFaults.failing(number, below: rig.layout.state, code: code, dead: isDead) {
                outcome = try? rig.deploy(1, ledger)
            }
            if number == 1 { asked = 1000 }
            if seen < number { asked = number }
            if !isDead, outcome == .committed || outcome.isReverted { try rig.isWhole(ledger) }

            // What a daemon does when it starts.
            let again = try rig.ledger()
            try Folders.removeAll(rig.layout.incoming)
            _ = try rig.switcher(again).recover()
            try rig.switcher(again).settle()
            try rig.isWhole(again)
            #expect([1, 2].contains(again.state.current))
            if again.state.current == 1 { #expect(try rig.deploy(1, again) == .committed) }
            try rig.isWhole(again)
            let left = try Files.walk(rig.layout.state).map(\.path).filter { $0.hasSuffix(".new") }
            #expect(left == [], "change \(number)")
        }
        #expect(number > 40, "a deploy makes more file changes than that")
    }
}

extension Optional<SwitchMachine.Outcome> {
    fileprivate var isReverted: Bool {
        if case .reverted = self { return true }
        return false
    }
}
