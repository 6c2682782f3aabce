import SlipwaySupervise
import Testing

@Suite struct ProgramReplyTests {
    @Test(arguments: [
        ("port 4711", ProgramReply.port(4711)), ("ready", .ready), ("admitted", .admitted),
        ("parked 3", .parked(connections: 3)), ("parked", .parked(connections: 0)), ("drained", .drained),
        ("failed no database", .failed("no database")), ("failed", .failed("")),
    ])
    func isRead(line: String, reply: ProgramReply) {
        #expect(ProgramReply(line) == reply)
    }

    @Test(arguments: ["", "port", "port 0", "port 65536", "port x", "Ready", "hello"])
    func anythingElseIsNone(line: String) {
        #expect(ProgramReply(line) == nil)
    }
}
