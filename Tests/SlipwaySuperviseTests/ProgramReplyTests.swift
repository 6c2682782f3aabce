import SlipwaySupervise
import Testing

@Suite struct ProgramReplyTests {
    @Test(arguments: [
        ("port 4711", ProgramReply.port(4711)), ("ready", .ready), ("admitted", .admitted),
        ("parked 3", .parked(connections: 3)), ("parked", .parked(connections: 0)), ("drained", .drained),
        ("failed no database", .failed("no database")), ("failed", .failed("")),
        ("parked 3 websockets 2", .parked(connections: 3)), ("port 4711 tls", .port(4711)), ("drained 0 1", .drained),
        ("websockets 2", .websockets(2)),
    ])
    func isRead(line: String, reply: ProgramReply) {
        #expect(ProgramReply(line) == reply)
    }

    @Test(arguments: ["", "port", "port 0", "port 65536", "port x", "Ready", "hello", "websockets", "websockets 0"])
    func anythingElseIsNone(line: String) {
        #expect(ProgramReply(line) == nil)
    }
}
