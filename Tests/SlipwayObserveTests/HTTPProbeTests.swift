import Glibc
import SlipwayModel
import SlipwayObserve
import SlipwaySystem
import Testing

/// A server that gives one connection a fixed answer; every probe meets real bytes on a real socket.
final class OneAnswer: Sendable {
    let port: Int
    private let listener: OpenFile

    init(_ answer: String, thenClose: Bool = true) throws {
        listener = try TCPSocket.listen(port: 0)
        port = TCPSocket.port(of: listener)
        let listener = listener
        try Threads.start {
            let socket = accept(listener.fd, nil, nil)
            guard socket >= 0 else { return }
            var room = [UInt8](repeating: 0, count: 4096)
            _ = recv(socket, &room, room.count, 0)
            let bytes = Array(answer.utf8)
            _ = send(socket, bytes, bytes.count, Int32(MSG_NOSIGNAL))
            // An open connection is closed by the probe's own end.
            if !thenClose { _ = recv(socket, &room, room.count, 0) }
            close(socket)
        }
    }

    func probe(status: Int = 200, contains: String? = nil, timeout: TimeSpan = .seconds(5)) -> ProbeResult {
        AskedOnce.result(
            HealthCheck(http: "/health", status: status, contains: contains, timeout: timeout), port: port)
    }
}

@Suite struct HTTPProbeTests {
    @Test(arguments: [
        ("HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nOK", true),
        ("HTTP/1.1 200 \r\nTransfer-Encoding: chunked\r\n\r\n1\r\nO\r\n1;x=y\r\nK\r\n0\r\n\r\n", true),
        ("HTTP/1.0 200 OK\r\n\r\nOK", true),
        ("HTTP/1.1 103 Early\r\n\r\nHTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nOK", true),
        ("HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nno", false),
        ("HTTP/1.1 503 \r\nContent-Length: 2\r\n\r\nOK", false),
        ("HTTP/1.1 200 OK\r\nContent-Length: 20\r\n\r\nOK", false),
        ("HTTP/1.1 200 \r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n", false),
        ("HTTP/1.1 200 OK\r\nContent-Length: -5\r\n\r\nOK", false),
        ("HTTP/1.1 200 OK\r\nContent-Length: 99999999999999999999\r\n\r\nOK", false),
        ("SSH-2.0-OpenSSH\r\n\r\n", false),
        ("", false),
    ])
    func answersAreJudged(_ answer: String, _ passes: Bool) throws {
        let result = try OneAnswer(answer).probe(contains: "OK")
        #expect((result.verdict == .pass) == passes, "\(result.detail)")
    }

    @Test func anAnswerThatNeverEndsFailsWithinItsTime() throws {
        let server = try OneAnswer("HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\nOK", thenClose: false)
        let result = server.probe(timeout: .milliseconds(200))
        #expect(result.verdict == .fail)
        #expect(result.detail == "no whole answer in 200ms: 40 bytes of it came")
    }

    @Test func aPortWithoutAListenerFails() throws {
        let listener = try TCPSocket.listen(port: 0)
        let port = TCPSocket.port(of: listener)
        _ = consume listener
        let result = AskedOnce.result(HealthCheck(http: "/"), port: port)
        #expect(result.verdict == .fail)
    }
}
