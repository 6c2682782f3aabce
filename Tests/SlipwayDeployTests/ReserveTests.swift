import SlipwayDeploy
import SlipwayModel
import SlipwaySystem
import SlipwayTesting
import Synchronization
import Testing

@Suite struct ReserveTests {
    /// The disk fills up for good while the new release is on trial; what was set aside lets the old one come back.
    @Test func aDiskThatFillsUpDuringATrialStillLetsTheOldReleaseBack() throws {
        let rig = try SwitchRig(releases: 2)
        let ledger = try rig.ledger()
        #expect(try rig.deploy(0, ledger) == .committed)
        rig.health.trial = .failed(reason: "ill on trial", evidence: [])
        let reserve = rig.app.reserve
        #expect(try Files.facts(reserve)?.size == Reserve.size)
        let isOnTrial = Mutex(false)
        rig.health.onTrial = { isOnTrial.withLock { $0 = true } }
        let isFull = { @Sendable in isOnTrial.withLock { $0 } && Files.exists(reserve) }
        let outcome = try DiskFaults.full(below: rig.layout.state, when: isFull) {
            try rig.deploy(1, ledger)
        }
        #expect(outcome == .reverted(reason: "ill on trial"))
        #expect(!Files.exists(reserve))
        try rig.isWhole(ledger)
        #expect(try rig.ledger().state.current == 1)
        rig.health.trial = .passed(detail: "")
        #expect(try rig.configure(["a": "b"], ledger) == .committed)
        #expect(Files.exists(reserve))
    }

    @Test func aDiskWithoutThatMuchRoomRefusesTheSwitchBeforeItBegins() throws {
        let rig = try SwitchRig(releases: 2)
        let ledger = try rig.ledger()
        #expect(try rig.deploy(0, ledger) == .committed)
        try Folders.removeAll(rig.app.reserve)
        let before = ledger.state.lastSeq
        let error = #expect(throws: SystemError.self) {
            try DiskFaults.full(below: rig.layout.state, when: { true }) {
                _ = try rig.deploy(1, ledger)
            }
        }
        #expect(error?.isLackOfRoom == true)
        #expect(ledger.state.lastSeq == before)
        #expect(!Files.exists(rig.app.reserve))
    }
}
