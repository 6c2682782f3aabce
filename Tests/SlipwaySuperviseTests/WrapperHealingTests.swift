import Glibc
import SlipwayModel
import SlipwaySystem
import SlipwayTesting
import Testing

@Suite struct WrapperHealingTests {
    @Test func aKilledProgramIsReplacedAndItsSocketNeverRefuses() throws {
        let rig = try WrapperRig()
        try rig.generation(1)
        try rig.want([1: .live])
        try rig.start()
        let first = try rig.slot(1, .running, admitting: true)
        let load = try Load(rig)
        let old = try #require(first.process)
        #expect(kill(old.pid, SIGKILL) == 0)
        let status = try rig.status { $0.slot(1)?.incarnation == 2 && $0.slot(1)?.admitting == true }
        let second = try #require(status.slot(1))
        #expect(second.process?.pid != old.pid)
        #expect(second.restarts == 1)
        #expect(second.exits.map(\.how) == ["signal 9"])
        #expect(second.exits.map(\.wanted) == [false])
        #expect(try Client.ask(rig.port) == second.process?.pid)
        let result = try load.finish()
        #expect(result.refused == 0, "\(result.report)")
    }

    @Test func aProgramThatEndsAtOnceIsTriedWithGrowingPausesAndThenFails() throws {
        let rig = try WrapperRig()
        try rig.generation(1, command: ["/bin/false"])
        let policy = RestartPolicy(
            backoffFirst: .milliseconds(20), backoffMost: .milliseconds(200), budget: 3, budgetWindow: .seconds(600))
        try rig.want([1: .live], restart: policy)
        try rig.start()
        let failed = try rig.slot(1, .failed)
        #expect(failed.restarts == 3)
        #expect(failed.exits.count == 4)
        #expect(failed.exits.allSatisfy { $0.how == "exit status 1" && !$0.wanted })
        // It is tried on, and mending it heals it.
        try rig.status { ($0.slot(1)?.restarts ?? 0) > 4 }
        try rig.generation(1)
        try rig.slot(1, .running, admitting: true)
        try rig.awaitLog("it has failed too often")
    }

    @Test func aParkedProgramThatEndsStaysStopped() throws {
        let rig = try WrapperRig()
        try rig.generation(1)
        try rig.generation(2)
        try rig.want([1: .live, 2: .parked])
        try rig.start()
        try rig.slot(1, .running, admitting: true)
        let parked = try rig.slot(2, .running, admitting: false)
        #expect(kill(try #require(parked.process).pid, SIGKILL) == 0)
        #expect(try rig.slot(2, .stopped).exits.map(\.how) == ["signal 9"])
        try rig.want([1: .live, 2: .parked])
        let status = try rig.status { $0.rev == 2 }
        #expect(status.slot(2)?.phase == .stopped)
        #expect(status.slot(2)?.incarnation == 1)
        // Wanted live, it is started again.
        try rig.want([1: .parked, 2: .live])
        #expect(try rig.slot(2, .running, admitting: true).incarnation == 2)
    }

    @Test func aSignalForAnEarlierIncarnationIsIgnored() throws {
        let rig = try WrapperRig()
        try rig.generation(1)
        try rig.want([1: .live])
        try rig.start()
        try rig.slot(1, .running, admitting: true)
        try rig.send(.signal(generation: 1, incarnation: 0, number: SIGKILL, reason: "too late"))
        try rig.send(.signal(generation: 1, incarnation: 1, number: SIGKILL, reason: "it hangs"))
        let status = try rig.status { $0.slot(1)?.incarnation == 2 && $0.slot(1)?.phase == .running }
        #expect(status.slot(1)?.exits.count == 1)
        try rig.send(.signal(generation: 1, incarnation: 1, number: SIGKILL, reason: "too late"))
        try rig.want([1: .live])
        let later = try rig.status { $0.rev == 2 }
        #expect(later.slot(1)?.incarnation == 2)
        #expect(rig.log().contains("gets signal 9: it hangs"))
        #expect(!rig.log().contains("too late"))
    }

    @Test func orphansAreReapedAndAHelperLeftBehindIsEnded() throws {
        let rig = try WrapperRig()
        try rig.generation(1, options: ["orphan", "helper"])
        try rig.want([1: .live])
        try rig.start()
        let slot = try rig.slot(1, .running, admitting: true)
        let path = rig.app + "/generations/1/work/helper"
        let helper = try #require(Int32(try Files.text(path)))
        let identity = try #require(ProcessTable.identity(of: helper))
        let held = try #require(ChildProcess.adopt(identity))
        try Disk.unlink(path)
        kill(try #require(slot.process).pid, SIGKILL)
        #expect(held.ending(within: 20_000) == .unknown)
        try rig.status { $0.slot(1)?.incarnation == 2 && $0.slot(1)?.phase == .running }
        // By the next answer everything that had ended has been waited for.
        try rig.want([1: .live])
        try rig.status { $0.rev == 2 }
        let wrapper = try #require(rig.wrapper).pid
        #expect(childless(of: wrapper, except: rig.latest?.slot(1)?.process?.pid))
    }

    private func childless(of parent: Int32, except child: Int32?) -> Bool {
        let deadline = Clock.monotonic() + WrapperRig.patience
        while Clock.monotonic() < deadline {
            let text = (try? Files.text("/proc/\(parent)/task/\(parent)/children")) ?? "?"
            if text.split(separator: " ").map(String.init) == [child.map { "\($0)" } ?? ""] { return true }
            poll(nil, 0, 5)
        }
        return false
    }
}
