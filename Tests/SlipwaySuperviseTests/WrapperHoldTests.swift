import Glibc
import SlipwayModel
import SlipwaySystem
import SlipwayTesting
import Testing

@Suite struct WrapperHoldTests {
    @Test func whatEndsWhileItIsHeldIsNotStartedAgainUntilItIsUnheld() throws {
        let rig = try WrapperRig()
        try rig.plainGeneration(1, "inherited")
        try rig.want([1: .live], held: true)
        try rig.start()
        let first = try rig.slot(1, .running)
        kill(try #require(first.process).pid, SIGKILL)
        let ended = try rig.slot(1, .stopped)
        #expect(ended.exits.map(\.how) == ["signal 9"])
        // A successor keeps it so, and so does another reading.
        try rig.killWrapper()
        try rig.start()
        try rig.send(.reload)
        let still = try rig.status { $0.rev == 1 }
        #expect(still.slot(1)?.phase == .stopped && still.slot(1)?.incarnation == 1)
        try rig.want([1: .live], held: false)
        let second = try rig.slot(1, .running)
        #expect(second.incarnation == 2 && second.restarts == 1)
    }

    @Test func aStartIsAWishUnderAHoldToo() throws {
        let rig = try WrapperRig()
        try rig.plainGeneration(1, "inherited")
        try rig.want([1: .live], held: true)
        try rig.start()
        kill(try #require(try rig.slot(1, .running).process).pid, SIGKILL)
        try rig.slot(1, .stopped)
        try rig.want([1: .stopped], held: true)
        try rig.status { $0.rev == 2 }
        try rig.want([1: .live], held: true)
        let second = try rig.slot(1, .running)
        #expect(second.incarnation == 2)
        // Said once more it is a start as well.
        kill(try #require(second.process).pid, SIGKILL)
        try rig.slot(1, .stopped)
        try rig.want([1: .live], held: true)
        #expect(try rig.slot(1, .running).incarnation == 3)
    }
}
