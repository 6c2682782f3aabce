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
        var machine = RestoredSlot(old, sameBoot: sameBoot, runs: runs).machine(at: 1_000_000, wall: 0)
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

    /// The pause before the next start, after exits of these ages on the clock of the wall.
    static func pause(_ ages: [Int64]) -> Int64? {
        var old = old(.waiting, process: false)
        let wall: Int64 = 1_000_000_000_000
        old.exits = ages.map { WrapperStatus.Exit(at: wall &- $0, incarnation: 1, how: "x", wanted: false) }
        let now: Int64 = 500_000_000
        return RestoredSlot(old, sameBoot: true, runs: false).machine(at: now, wall: wall).deadline.map { $0 - now }
    }

    @Test func exitsOfLongAgoDoNotCount() {
        let hour: Int64 = 3_600_000
        // A storm is one still.
        #expect(Self.pause(Array(repeating: 1000, count: 10)) == 60_000)
        // One a day is none, however many they are.
        #expect(Self.pause((0..<10).reversed().map { $0 * 24 * hour }) == 500)
        // Two short runs after a long one.
        #expect(Self.pause([9 * hour, 8 * hour, 3000, 2000, 1000]) == 2000)
        // The budget is that of its window; the pauses go on as they were.
        #expect(Self.pause((0..<10).reversed().map { 2 * hour + $0 * 1000 }) == 60_000)
    }

    @Test func aClockThatJumpsDoesNotMakeAStorm() {
        let hour: Int64 = 3_600_000
        for ages in [Array(repeating: -hour, count: 10), Array(repeating: Int64.min, count: 10)] {
            #expect(Self.pause(ages) == 60_000)
        }
        #expect(Self.pause(Array(repeating: 1_000_000_000_000, count: 5)) == 8000)
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
