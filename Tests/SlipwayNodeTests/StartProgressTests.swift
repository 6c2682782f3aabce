import SlipwayModel
import SlipwayNode
import Testing

@Suite struct StartProgressTests {
    private func slot(
        _ generation: Int, _ phase: SlotPhase, complaint: String? = nil, incarnation: Int = 1
    ) -> WrapperStatus.Slot {
        let runs = [.running, .starting, .stopping].contains(phase)
        return WrapperStatus.Slot(
            generation: generation, phase: phase, incarnation: incarnation,
            process: runs ? ProcessIdentity(pid: 7, startTime: 7) : nil, privatePort: nil, ready: phase == .running,
            admitting: [.running, .stopping].contains(phase), restarts: 0, exits: [], since: 0, complaint: complaint)
    }

    private func progress(
        _ slots: [WrapperStatus.Slot], trouble: String? = nil, besides: Int? = nil
    ) -> StartProgress? {
        let status = WrapperStatus(
            rev: 1, bootId: "b", wrapper: ProcessIdentity(pid: 1, startTime: 1), slots: slots, listen: [],
            trouble: trouble, dropped: 0)
        return StartProgress(status, 1, besides: besides)
    }

    @Test func whatIsOnItsWayOutNeitherServesNorIsInTheWay() {
        #expect(progress([slot(1, .stopping)]) == nil)
        #expect(progress([slot(1, .stopping, complaint: "old")], trouble: "port taken") == nil)
        #expect(progress([slot(1, .waiting), slot(2, .stopping)], trouble: "port taken") == nil)
    }

    @Test func aFreshProcessServes() {
        #expect(progress([slot(1, .running)]) == .serves)
        #expect(progress([slot(1, .running)], besides: 1) == nil)
        #expect(progress([slot(1, .running, incarnation: 2)], besides: 1) == .serves)
        #expect(progress([slot(1, .starting)]) == nil)
        #expect(progress([slot(2, .running)]) == nil)
    }

    @Test func aTakenPortMayGetFreeAndAComplaintDoesNot() {
        let waiting = slot(1, .waiting, complaint: "its port is not open yet")
        #expect(progress([waiting], trouble: "port taken") == .troubled("port taken"))
        #expect(progress([slot(1, .waiting, complaint: "no secret")]) == .failed("no secret"))
        #expect(progress([slot(1, .failed)]) == .failed("it keeps ending: ending not known"))
    }
}
