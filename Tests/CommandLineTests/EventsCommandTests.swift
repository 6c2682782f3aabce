import SlipwayControl
import Testing

@testable import SlipwayVerbs

@Suite struct EventsCommandTests {
    @Test func anEventIsOneLine() {
        var event = EventDocument(
            sequence: 7, at: "2026-11-21T21:02:56Z", what: .exited, app: "shop", detail: "signal 9")
        event.generation = 6
        event.pid = 5217
        #expect(EventsCommand.text(event) == "2026-11-21T21:02:56Z  shop (6)  exited pid 5217: signal 9")
        let plain = EventDocument(
            sequence: 8, at: "2026-11-21T21:03:00Z", what: .daemonEnded, app: nil, detail: "")
        #expect(EventsCommand.text(plain) == "2026-11-21T21:03:00Z  daemon-ended")
    }
}
