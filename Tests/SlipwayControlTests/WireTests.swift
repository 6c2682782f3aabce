import Glibc
import SlipwayControl
import SlipwayModel
import SlipwaySystem
import SlipwayTesting
import Testing

@Suite struct WireTests {
    /// What goes over the socket is a promise between versions; a change here is a change for users.
    @Test(arguments: [
        (
            NodeRequest.Verb.deploy(app: "shop", overrides: ["a": "b"]),
            #"{"schema":1,"verb":{"deploy":{"app":"shop","overrides":{"a":"b"}}}}"#
        ),
        (
            .configure(app: "shop", set: [:], unset: ["a"], force: true),
            #"{"schema":1,"verb":{"configure":{"app":"shop","force":true,"set":{},"unset":["a"]}}}"#
        ),
        (
            .rollback(app: "shop", to: 3),
            #"{"schema":1,"verb":{"rollback":{"app":"shop","to":3}}}"#
        ),
        (.status(app: nil), #"{"schema":1,"verb":{"status":{}}}"#),
        (.shutDown(stoppingApps: true), #"{"schema":1,"verb":{"shutDown":{"stoppingApps":true}}}"#),
    ])
    func requestsReadAsWritten(_ verb: NodeRequest.Verb, _ text: String) throws {
        #expect(try JSONText.string(NodeRequest(verb)) == text)
        #expect(try JSONText.value(NodeRequest.self, from: Array(text.utf8)) == NodeRequest(verb))
    }

    @Test func aRefusalKeepsItsCodeAndEvidence() throws {
        let reply = NodeReply.refused(Refusal(.busy, "shop is busy", hint: "wait", detail: ["a", "b"]))
        #expect(try JSONText.value(NodeReply.self, from: try JSONText.bytes(reply)) == reply)
    }

    @Test func aMissingDaemonIsUnreachableAndTheHintStartsIt() throws {
        let folder = try TemporaryFolder("control")
        let refusal = #expect(throws: Refusal.self) { try NodeClient(NodeLayout(root: folder.path), start: "start me") }
        #expect(refusal?.code == .unreachable)
        #expect(refusal?.hint == "start it with: start me")
    }

    private struct Unheard: Error {}

    /// Nothing comes from the daemon, and what comes would be written to nobody.
    @Test func whoeverFollowsIsToldThatNobodyReadsAnyMore() throws {
        let folder = try TemporaryFolder("control")
        let layout = NodeLayout(root: folder.path)
        try Folders.make(layout.run)
        let listener = try UnixSocket.listen(layout.socket)
        let client = try NodeClient(layout, start: "")
        let server = try UnixSocket.accept(listener)
        let silent = try Pipe()
        var output: Pipe? = try Pipe()
        let writer = try #require(output?.writer)
        output = nil
        #expect(throws: Unheard.self) {
            try client.conclude(besides: silent.reader, output: writer.fd, interrupt: { throw Unheard() }) { _ in }
        }
        withExtendedLifetime((server, silent)) {}
    }

    @Test func aDaemonThatGoesAwayLeavesTheOutcomeUnknown() throws {
        let folder = try TemporaryFolder("control")
        let layout = NodeLayout(root: folder.path)
        try Folders.make(layout.run)
        let listener = try UnixSocket.listen(layout.socket)
        let client = try NodeClient(layout, start: "")
        let server = try UnixSocket.accept(listener)
        try client.send(NodeRequest(.node))
        let channel = LineChannel(server)
        #expect(try channel.line() != nil)
        try channel.send(try JSONText.bytes(NodeReply.step(StepReport(step: "gate", phase: .begun))))
        shutdown(server.fd, Int32(SHUT_RDWR))
        var seen = 0
        let refusal = #expect(throws: Refusal.self) { try client.conclude { _ in seen += 1 } }
        #expect(refusal?.code == .outcomeUnknown)
        #expect(seen == 1)
    }
}
