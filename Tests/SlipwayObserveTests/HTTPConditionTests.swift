import Glibc
import SlipwayModel
import SlipwayObserve
import SlipwaySystem
import Testing

@Suite struct HTTPConditionTests {
    private static let good =
        "HTTP/1.1 200 OK\r\nContent-Type: text/json\r\nX-Ready: no\r\nX-Ready: soon\r\nContent-Length: 15\r\n\r\n"
        + "{\"status\":\"up\"}"

    private static func check(_ change: (inout HealthCheck) -> Void) throws -> ProbeAnswer {
        try Answering(good).ask(change)
    }

    @Test func aBodyIsComparedWithAnExpression() throws {
        #expect(try Self.check { $0.matches = "\"status\": *\"(up|ok)\"" }.verdict == "pass")
        let failed = try Self.check { $0.matches = "^up$" }
        #expect(failed == ProbeAnswer(verdict: "fail", detail: "answered 200 with no match of ^up$"))
    }

    @Test func anExpressionOfAForgedReleaseFailsInWords() throws {
        let failed = try Self.check { $0.matches = "(((a{255}){255}){255})" }
        #expect(
            failed.detail
                == "answered 200, and (((a{255}){255}){255}) is no regular expression: its repetitions come to too much"
        )
    }

    @Test func headersAreCompared() throws {
        #expect(try Self.check { $0.header = ["content-TYPE": "json", "X-Ready": "soon"] }.verdict == "pass")
        let missing = try Self.check { $0.header = ["Content-Type": "json", "X-None": "a"] }
        #expect(missing == ProbeAnswer(verdict: "fail", detail: "answered 200 without the header X-None"))
        let other = try Self.check { $0.header = ["X-Ready": "yes"] }
        #expect(other == ProbeAnswer(verdict: "fail", detail: "answered 200 with the header X-Ready: no, wanted yes"))
    }

    @Test func aDetailIsCutByItsBytes() {
        let text = "e" + String(repeating: "\u{301}", count: 5000)
        let result = ProbeResult(verdict: .fail, detail: text, took: 0)
        #expect(result.detail.utf8.count == 500 && result.detail.hasSuffix("…"))
        #expect(ProbeResult(verdict: .fail, detail: "a\nb", took: 0).detail == "a?b")
    }

    @Test func wrongTextIsNamed() throws {
        let failed = try Self.check { $0.contains = "all is well" }
        #expect(failed == ProbeAnswer(verdict: "fail", detail: "answered 200 without \"all is well\""))
    }

    @Test func theHostIsAsked() throws {
        let server = try Answering(Self.good)
        #expect(server.ask { $0.host = "shop.example:81" }.verdict == "pass")
        #expect(server.questions.contains("\r\nHost: shop.example:81\r\n"))
        #expect(server.ask().verdict == "pass")
        #expect(server.questions.contains("\r\nHost: localhost:\(server.port)\r\n"))
    }

    @Test func anotherListenerIsAskedByItsNameAndThePrivatePortBeforeAll() throws {
        let server = try Answering(Self.good)
        func ask(_ listen: String?, _ change: (inout ProbeTarget) -> Void = { _ in }) -> ProbeResult {
            var check = HealthCheck(http: "/health", timeout: .seconds(20))
            check.listen = listen
            check.tls = false
            var target = ProbeTarget(
                ports: [.init(name: "http", port: 1), .init(name: "admin", port: server.port)], release: "/",
                environment: [:], shared: "/", log: "/log")
            change(&target)
            if target.privatePort != nil { check.tls = true }
            return Probing.probe(check, target).ask(suspicious: false)
        }
        #expect(ask("admin").verdict == .pass)
        #expect(ask(nil).detail == "no connection to port 1: connection refused")
        #expect(ask("none").verdict == .noData)
        // In plain HTTP and with its secret, whatever the check says of TLS.
        let parked = ask("http") { ($0.privatePort, $0.token) = (server.port, "s3") }
        #expect(parked.verdict == .pass, "\(parked.detail)")
        #expect(server.questions.contains("\r\nX-Slipway-Token: s3\r\n"))
    }

    @Test func aHangIsToldFromASlowAnswer() throws {
        // Nobody takes the connection.
        let listener = try TCPSocket.listen(port: 0)
        let check = HealthCheck(http: "/", timeout: .milliseconds(150))
        let hang = AskedOnce.result(check, port: TCPSocket.port(of: listener))
        #expect(hang.detail == "no answer in 150ms")
        #expect(hang.verdict == .fail)
    }

    @Test func anAnswerThatDripsIsOverWithItsTime() throws {
        // A byte at a time for as long as anybody listens.
        let server = try Answering { send in
            guard send("HTTP/1.1 200 OK\r\nX: ") else { return }
            while send("a") { poll(nil, 0, 5) }
        }
        let begun = Clock.monotonic()
        let dripped = server.ask(timeout: .milliseconds(300))
        #expect(dripped.verdict == "fail")
        #expect(dripped.detail.hasPrefix("no whole answer in 300ms: "), "\(dripped.detail)")
        #expect(dripped.detail.hasSuffix(" bytes of it came"), "\(dripped.detail)")
        #expect(Clock.monotonic() - begun < 20_000)
    }

    @Test func aFloodIsOverWithItsBound() throws {
        let server = try Answering { send in
            let piece = String(repeating: "a", count: 16 << 10)
            guard send("HTTP/1.1 200 OK\r\n\r\n") else { return }
            while send(piece) {}
        }
        #expect(server.ask().detail == "its answer is longer than 256 KiB")
    }

    @Test func chunksInManyPiecesAreTakenAsTheyCome() throws {
        let server = try Answering { send in
            _ = send("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n")
            for byte in "1;x=y\r\nO\r\n2\r\nK!\r\n0\r\n\r\n" where send(String(byte)) {}
        }
        #expect(server.ask { $0.matches = "^OK!$" }.verdict == "pass")
    }
}
