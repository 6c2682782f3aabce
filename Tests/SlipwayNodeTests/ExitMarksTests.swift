import SlipwayControl
import SlipwayModel
import SlipwaySystem
import SlipwayTesting
import Testing

@testable import SlipwayNode

@Suite struct ExitMarksTests {
    private func exit(_ incarnation: Int, at: Int64 = Clock.wall()) -> WrapperStatus.Exit {
        WrapperStatus.Exit(at: at, incarnation: incarnation, how: "signal 9", wanted: false)
    }

    @Test func anExpectedEndIsRememberedWithoutTheDiskUntilItIsSettled() throws {
        let rig = try OfflineRig()
        let marks = ExitMarks(rig.app)
        marks.expect(3, incarnation: 4)
        #expect(!Files.exists(rig.app.incidents))
        #expect(!marks.isNew(exit(4), of: 3) && marks.isNew(exit(4), of: 2))
        #expect(marks.isNew(exit(5), of: 3) && marks.isNew(exit(4, at: Clock.wall() + 200_000), of: 3))
        marks.settle(2)
        #expect(!Files.exists(rig.app.incidents))
        marks.settle(3)
        // As a later daemon sees it.
        marks.takeBack(3)
        #expect(!ExitMarks(rig.app).isNew(exit(4), of: 3))
        #expect(try Files.names(in: rig.app.incidents) == ["seen.json"])
    }

    @Test func ofAProcessThatIsSparedTheNextEndIsNews() throws {
        let rig = try OfflineRig()
        let marks = ExitMarks(rig.app)
        marks.expect(3, incarnation: 4)
        marks.takeBack(3)
        #expect(marks.isNew(exit(4), of: 3))
        marks.settle(3)
        #expect(marks.isNew(exit(4), of: 3) && !Files.exists(rig.app.incidents))
    }

    @Test(arguments: [true, false])
    func healingIsToldOnlyWhereTheProcessGotItsSignal(_ isEnded: Bool) throws {
        let rig = try OfflineRig()
        let events = EventLog(rig.folder("events.jsonl"))
        let desk = try AppDesk(rig.configuration, "shop", events, isWatched: false)
        let subject = IncidentKeeper.Subject(
            generation: 3, incarnation: 4, process: nil, service: nil, release: nil, probes: "")
        ExitMarks(rig.app).expect(3, incarnation: 4)
        desk.keep(Condemnation(cause: "hang", reason: "no answer"), subject, Evidence(), isEnded: isEnded)
        let told = events.latest(10) { _ in true }
        #expect(told.map(\.what) == (isEnded ? [.incident, .heal, .acted] : [.incident]))
        #expect(told.first?.detail == "incident 1: no answer")
        if isEnded { #expect(told[1].detail == "no answer; evidence: incident 1") }
        #expect(try Files.names(in: rig.app.incidents) == ["1-hang", "seen.json"])
    }
}
