import Glibc
import SlipwayModel
import SlipwaySystem
import SlipwayTesting
import Testing

@Suite struct WrapperStopTests {
    @Test(arguments: [SIGTERM, SIGINT])
    func aSignalStopsAllAndNoProcessIsLeft(number: Int32) throws {
        let rig = try WrapperRig()
        try rig.generation(1)
        try rig.generation(2)
        try rig.want([1: .live, 2: .parked])
        try rig.start()
        let processes = [
            try rig.slot(1, .running, admitting: true).process, try rig.slot(2, .running).process,
        ].compactMap { $0.flatMap(ChildProcess.adopt) }
        #expect(processes.count == 2)
        rig.wrapper?.signal(number)
        #expect(rig.wrapper?.ending(within: 30_000) == .exited(0))
        for process in processes { #expect(process.ending() != nil) }
        let last = try #require(rig.lastWritten())
        #expect(last.slots.map(\.phase) == [.stopped, .stopped])
        #expect(last.slots.flatMap(\.exits).map(\.how) == ["exit status 0", "exit status 0"])
        #expect(last.slots.flatMap(\.exits).allSatisfy { $0.wanted })
        #expect(last.listen == [])
        #expect(!Files.exists(rig.app + "/run/control.sock"))
        // What was stopped in this way is started again by the next wrapper.
        rig.disconnect()
        try rig.start()
        #expect(try rig.slot(1, .running, admitting: true).incarnation == 2)
        #expect(rig.latest?.slot(1)?.restarts == 0)
        try rig.slot(2, .running)
    }

    @Test func aProgramThatIgnoresSIGTERMIsKilledAfterTheDeadline() throws {
        let rig = try WrapperRig()
        try rig.generation(1, options: ["ignore-term", "helper"], stop: .milliseconds(300))
        try rig.want([1: .live])
        try rig.start()
        try rig.slot(1, .running, admitting: true)
        let helper = try #require(Int32(try Files.text(rig.app + "/generations/1/work/helper")))
        let held = try #require(ProcessTable.identity(of: helper).flatMap(ChildProcess.adopt))
        let asked = Clock.monotonic()
        try rig.want([:], listen: .closed)
        let slot = try rig.slot(1, .stopped)
        #expect(Clock.monotonic() - asked >= 300)
        #expect(slot.exits.map(\.how) == ["signal 9"])
        #expect(slot.exits.map(\.wanted) == [true])
        #expect(held.ending(within: 10_000) != nil)
        #expect(rig.latest?.listen == [])
    }

    @Test func aSlotThatIsNoLongerNamedIsStopped() throws {
        let rig = try WrapperRig()
        try rig.generation(1)
        try rig.generation(2)
        try rig.want([1: .live, 2: .parked])
        try rig.start()
        try rig.slot(1, .running, admitting: true)
        try rig.slot(2, .running)
        try rig.want([1: .live])
        #expect(try rig.slot(2, .stopped).exits.map(\.how) == ["exit status 0"])
        // It is forgotten with its generation.
        try Folders.removeAll(rig.app + "/generations/2")
        try rig.want([1: .live])
        let status = try rig.status { $0.rev == 3 }
        #expect(status.slot(2) == nil)
    }
}
