import SlipwayModel
import SlipwaySupervise
import Testing

@Suite struct RestoredSlotTests {
    static let policy = RestartPolicy()

    static func old(_ phase: SlotPhase, process: Bool, wantedExits: [Bool] = []) -> WrapperStatus.Slot {
        WrapperStatus.Slot(
            generation: 1, phase: phase, incarnation: 4,
            process: process ? ProcessIdentity(pid: 77, startTime: 100) : nil, privatePort: nil, ready: true,
            admitting: true, restarts: 0,
            exits: wantedExits.map { WrapperStatus.Exit(at: 0, incarnation: 1, how: "x", wanted: $0) }, since: 0,
            complaint: nil)
    }

    /// What is due, and when, once this is wanted.
    static func due(
        _ old: WrapperStatus.Slot, _ wanted: Want.SlotState, sameBoot: Bool = true, runs: Bool = false,
        held: Bool = false
    ) -> (action: SupervisionMachine.Action?, at: Int64?) {
        var machine = RestoredSlot(old, sameBoot: sameBoot, runs: runs).machine(at: 1_000_000)
        machine.apply(.wanted(wanted))
        machine.apply(.held(held))
        let at = machine.deadline ?? 1_000_000
        return (machine.next(at: at), machine.next(at: at) == nil ? nil : at)
    }

    @Test func aRunningProcessIsKeptOrAskedToEnd() {
        for phase in [SlotPhase.starting, .running, .stopping] {
            #expect(Self.due(Self.old(phase, process: true), .live, runs: true).action == nil)
            #expect(Self.due(Self.old(phase, process: true), .parked, runs: true).action == nil)
            #expect(Self.due(Self.old(phase, process: true), .stopped, runs: true).action == .terminate)
        }
    }

    @Test func aLiveOneThatEndedUnseenIsStartedAndAParkedOneIsNot() {
        let old = Self.old(.running, process: true)
        #expect(RestoredSlot(old, sameBoot: true, runs: false).hasEndedUnseen)
        #expect(Self.due(old, .live).action == .start)
        #expect(Self.due(old, .parked).action == nil)
        #expect(Self.due(old, .stopped).action == nil)
    }

    @Test func earlierExitsStillCountForThePause() {
        let due = Self.due(Self.old(.waiting, process: false, wantedExits: [true, false, false, false]), .live)
        #expect(due.action == .start)
        #expect(due.at == 1_002_000)
    }

    @Test func aStoppedParkedOneStaysStoppedOnlyWhenItHadExitedByItself() {
        #expect(Self.due(Self.old(.stopped, process: false, wantedExits: [false]), .parked).action == nil)
        #expect(Self.due(Self.old(.stopped, process: false, wantedExits: [false]), .live).action == .start)
        #expect(Self.due(Self.old(.stopped, process: false, wantedExits: [true]), .parked).action == .start)
    }

    @Test func whatHasExitedUnderAHoldStaysSo() {
        #expect(Self.due(Self.old(.stopped, process: false, wantedExits: [false]), .live, held: true).action == nil)
        #expect(Self.due(Self.old(.running, process: true), .live, held: true).action == nil)
        #expect(Self.due(Self.old(.waiting, process: false, wantedExits: [false]), .live, held: true).action == nil)
        // One that was told to stop is started when it is wanted.
        #expect(
            Self.due(Self.old(.stopped, process: false, wantedExits: [true]), .live, held: true).action == .start)
        #expect(Self.due(Self.old(.running, process: true), .live, sameBoot: false, held: true).action == .start)
    }

    @Test func afterAnotherBootOnlyALiveOneIsStarted() {
        for phase in [SlotPhase.running, .failed, .stopped] {
            #expect(Self.due(Self.old(phase, process: true), .live, sameBoot: false).action == .start)
            #expect(Self.due(Self.old(phase, process: true), .parked, sameBoot: false).action == nil)
            #expect(!RestoredSlot(Self.old(phase, process: true), sameBoot: false, runs: false).hasEndedUnseen)
        }
    }
}
