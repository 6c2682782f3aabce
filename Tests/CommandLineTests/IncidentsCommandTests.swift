import SlipwayControl
import Testing

@testable import SlipwayVerbs

@Suite struct IncidentsCommandTests {
    private func incident(_ sequence: Int, _ cause: String, bytes: Int64) -> IncidentDocument {
        var incident = IncidentDocument(
            app: "shop", sequence: sequence, kind: .condemned, cause: cause, sentence: "it was \(cause)",
            at: "2026-11-21T21:02:56Z", generation: 6, incarnation: 4, path: "/n/\(sequence)-\(cause)")
        incident.pieces = [.init(name: "log.txt", bytes: bytes, text: "one\ntwo\n")]
        return incident
    }

    @Test func aListHasAnIncidentOnEachLine() {
        let lines = IncidentsCommand.table([incident(9, "hang", bytes: 2048), incident(10, "deadlock", bytes: 7)])
        #expect(lines.count == 2)
        #expect(lines[0].hasPrefix("9   2026-11-21T21:02:56Z  hang      2 KiB  it was"))
        #expect(lines[1].hasPrefix("10  2026-11-21T21:02:56Z  deadlock  7 B    it was"))
        #expect(lines[0].hasSuffix("  it was hang") && lines[1].hasSuffix("  it was deadlock"))
    }

    @Test func oneIsShownWithItsPieces() {
        var one = incident(3, "hang", bytes: 8)
        one.release = "shop 1.4.1"
        one.pid = 17
        one.missing = ["threads.txt: it did not come in time"]
        #expect(
            IncidentsCommand.shown(one) == [
                "incident 3 of shop: it was hang",
                "  2026-11-21T21:02:56Z, cause hang, generation 6, shop 1.4.1, pid 17, evidence in 0 ms",
                "  not there: threads.txt: it did not come in time", "  /n/3-hang", "", "== log.txt, 8 B",
                "one\ntwo",
            ])
    }

    @Test func aProgramsWordsDoNotSteerTheTerminal() {
        var one = incident(3, "hang", bytes: 8)
        one.sentence = "\u{1b}[31mred"
        one.missing = ["a\u{9b}2J"]
        one.pieces = [.init(name: "log.txt", bytes: 8, text: "é\tone\r\ntwo\u{1b}]0;x\u{7}\u{7f}\n")]
        let lines = IncidentsCommand.shown(one)
        #expect(lines[0] == "incident 3 of shop: ?[31mred" && lines[2] == "  not there: a?2J")
        #expect(lines.last == "é\tone?\ntwo?]0;x??")
        #expect(IncidentsCommand.table([one])[0].hasSuffix("  ?[31mred"))
    }

    @Test func statusTellsOfAlertsAndTheLastIncident() {
        var app = StatusDocument.App(name: "shop", state: "active")
        app.alerts = ["heap 91 % after collection for 120 s"]
        app.cause = "heap 91 % after collection for 120 s"
        app.lastIncident = "3, 2026-11-21T21:02:56Z: deadlock of 2 threads: a, b"
        app.logLost = 4
        #expect(
            StatusText.lines(app) == [
                "shop  active", "  alert: heap 91 % after collection for 120 s",
                "  last incident: 3, 2026-11-21T21:02:56Z: deadlock of 2 threads: a, b",
                "  lines of the log that were lost: 4",
            ])
    }
}
