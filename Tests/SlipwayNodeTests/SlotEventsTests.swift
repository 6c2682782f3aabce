import SlipwayControl
import SlipwayModel
import SlipwayNode
import Testing

@Suite struct SlotEventsTests {
    private func status(_ change: (inout WrapperStatus.Slot) -> Void = { _ in }) -> WrapperStatus {
        var slot = WrapperStatus.Slot(
            generation: 2, phase: .running, incarnation: 1, process: ProcessIdentity(pid: 10, startTime: 5),
            privatePort: nil, ready: true, admitting: true, restarts: 0, exits: [], since: 0, complaint: nil)
        change(&slot)
        return WrapperStatus(
            rev: 1, bootId: "b", wrapper: ProcessIdentity(pid: 9, startTime: 4), slots: [slot], listen: [],
            trouble: nil, dropped: 0)
    }

    private func words(_ old: WrapperStatus, _ new: WrapperStatus) -> [String] {
        SlotEvents.between(old, new).map { "\($0.what.rawValue): \($0.detail)" }
    }

    @Test func nothingNewIsNothingTold() { #expect(words(status(), status()) == []) }

    @Test func anEndAndANewStartAreTold() {
        let exit = WrapperStatus.Exit(at: 7, incarnation: 1, how: "signal 9", wanted: false, pid: 10)
        let ended = status {
            $0.exits = [exit]
            ($0.process, $0.ready, $0.phase) = (nil, false, .waiting)
        }
        #expect(words(status(), ended) == ["exited: signal 9, unasked"])
        let started = status {
            $0.exits = [exit]
            ($0.process, $0.ready, $0.incarnation) = (ProcessIdentity(pid: 11, startTime: 9), false, 2)
        }
        #expect(words(ended, started) == ["started: pid 11, incarnation 2"])
        let ready = status {
            $0.exits = [exit]
            ($0.process, $0.incarnation) = (ProcessIdentity(pid: 11, startTime: 9), 2)
        }
        #expect(words(started, ready) == ["ready: it is up"])
        let all = ["exited: signal 9, unasked", "started: pid 11, incarnation 2", "ready: it is up"]
        #expect(words(status(), ready) == all)
    }

    @Test func aRingThatHasTurnedTellsTheNewOnesOnly() {
        func exits(_ numbers: ClosedRange<Int>) -> [WrapperStatus.Exit] {
            numbers.map { WrapperStatus.Exit(at: Int64($0), incarnation: $0, how: "exit status \($0)", wanted: true) }
        }
        let told = words(status { $0.exits = exits(1...10) }, status { $0.exits = exits(3...12) })
        #expect(told == ["exited: exit status 11, as asked", "exited: exit status 12, as asked"])
        #expect(words(status { $0.exits = exits(1...1) }, status { $0.exits = exits(5...14) }).count == 10)
    }

    @Test func aFailureALossAndAnotherWrapperAreTold() {
        let failed = status { ($0.phase, $0.complaint) = (.failed, "no such file") }
        #expect(words(status(), failed) == ["failed: no such file; it is started again less often"])
        #expect(words(failed, failed) == [])
        var lost = status()
        lost.dropped = 3
        #expect(words(status(), lost) == ["log-lost: 3 lines of the log"])
        var other = lost
        other.wrapper = ProcessIdentity(pid: 20, startTime: 6)
        // It goes on counting, unless it is of an earlier version.
        #expect(words(lost, other) == ["wrapper-started: pid 20"])
        other.dropped = 5
        #expect(words(lost, other) == ["wrapper-started: pid 20", "log-lost: 2 lines of the log"])
        other.dropped = 0
        #expect(words(lost, other) == ["wrapper-started: pid 20"])
    }
}
