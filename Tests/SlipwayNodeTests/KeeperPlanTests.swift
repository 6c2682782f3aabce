import Glibc
import SlipwayModel
import SlipwaySystem
import Testing

@testable import SlipwayNode

@Suite struct KeeperPlanTests {
    @Test func whatWasWantedIsNotStartedAgain() {
        var plan = KeeperPlan()
        #expect(plan.step(after: .exited(0), ran: 10) == .leave(0))
        plan.end()
        #expect(plan.step(after: .signalled(SIGKILL), ran: 10) == .leave(0))
    }

    @Test func crashesAreAnsweredAtOnceAndThenAfterPausesThatDouble() {
        var plan = KeeperPlan()
        let pauses = (0..<10).map { _ in plan.step(after: .signalled(SIGKILL), ran: 10) }
        let wanted: [Int64] = [0, 500, 1000, 2000, 4000, 8000, 16_000, 30_000, 30_000, 30_000]
        #expect(pauses == wanted.map { .start(after: $0) })
        #expect(plan.step(after: .exited(1), ran: KeeperPlan.longEnough) == .start(after: 0))
        #expect(plan.step(after: .exited(1), ran: 10) == .start(after: 500))
    }

    @Test func whatCannotBeStartedIsNotTriedAgainAtOnce() {
        var plan = KeeperPlan()
        #expect(plan.step(after: .unknown, ran: nil) == .start(after: 500))
    }

    @Test func wrongWordsAreSaidOnce() {
        var plan = KeeperPlan()
        #expect(plan.step(after: .exited(64), ran: 10) == .leave(64))
    }

    @Test func aDaemonOfSomebodyElseIsWaitedFor() {
        var plan = KeeperPlan()
        #expect(plan.step(after: .exited(75), ran: 10) == .start(after: KeeperPlan.busyPause))
    }

    @Test func whoWantsItAnewGetsItAtOnceAndOnce() {
        var plan = KeeperPlan()
        plan.restart()
        #expect(plan.step(after: .exited(0), ran: 10) == .start(after: 0))
        #expect(plan.step(after: .exited(0), ran: 10) == .leave(0))
        plan.end()
        plan.restart()
        #expect(plan.step(after: .exited(0), ran: 10) == .leave(0))
    }
}
