import Glibc
import SlipwayModel
import SlipwayObserve
import SlipwaySystem
import SlipwayTesting
import Testing

/// `openssl s_server` with a certificate of its own making; it answers every path with a page about the connection.
private final class SecureServer {
    let port: Int
    private let process: ChildProcess
    private let folder: TemporaryFolder

    init(days: Int = 30) throws {
        folder = try TemporaryFolder("tls")
        let made = try Command.run(
            "openssl",
            [
                "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes", "-days",
                "\(days)", "-subj", "/CN=shop.example", "-keyout", folder("key"), "-out", folder("certificate"),
            ])
        try #require(made.succeeded)
        let output = try Pipe()
        process = try ChildProcess.launch(
            LaunchRequest(
                path: "/usr/bin/openssl",
                arguments: [
                    "s_server", "-accept", "127.0.0.1:0", "-key", folder("key"), "-cert", folder("certificate"),
                    "-servername", "shop.example", "-key2", folder("key"), "-cert2", folder("certificate"), "-www",
                ],
                environment: ["PATH": "/usr/bin:/bin"], folder: folder.path,
                descriptors: [-1, output.writer!.fd, output.writer!.fd], newSession: true))
        output.writer = nil
        // `ACCEPT 127.0.0.1:43210`
        var text = ""
        let deadline = Clock.monotonic() + 60_000
        while !text.contains("\n") || !text.contains("ACCEPT "),
            Waiting.until(readable: output.reader.fd, deadline: deadline)
        {
            var room = [UInt8](repeating: 0, count: 512)
            let count = try room.withUnsafeMutableBytes { try output.reader.read(into: $0) }
            if count == 0 { break }
            text += String(decoding: room[..<count], as: UTF8.self)
        }
        let line = text.split(separator: "\n").first { $0.hasPrefix("ACCEPT ") } ?? ""
        port = try #require(line.split(separator: ":").last.flatMap { Int($0) }, "\(text)")
    }

    deinit {
        process.signalGroup(SIGKILL)
        _ = process.ending(within: -1)
    }

    func ask(_ change: (inout HealthCheck) -> Void = { _ in }) -> ProbeResult {
        var check = HealthCheck(http: "/health", timeout: .seconds(20))
        check.tls = true
        change(&check)
        return AskedOnce.result(check, port: port)
    }
}

@Suite struct TLSProbeTests {
    @Test func aPageIsAskedOverTLSByTheNameOfTheHost() throws {
        let server = try SecureServer()
        let result = server.ask { ($0.host, $0.matches) = ("shop.example:8443", "TLSv1\\.[23]") }
        #expect(result.verdict == .pass, "\(result.detail)")
        #expect(result.detail == "200 in \(result.took) ms")
        #expect(server.ask { $0.contains = "no such text" }.detail == "answered 200 without \"no such text\"")
        #expect(server.ask { $0.host = "127.0.0.1" }.verdict == .pass)
    }

    @Test func theEndOfACertificateIsTold() throws {
        let result = try SecureServer(days: 3).ask()
        #expect(result.verdict == .pass)
        // Three, or two once a second of the first has gone.
        let endings = [3, 2].map { " ms, its certificate expires in \($0) days" }
        #expect(endings.contains { result.detail.hasSuffix($0) }, "\(result.detail)")
    }

    @Test func whatIsNoTLSFailsInWords() throws {
        let plain = try Answering("HTTP/1.1 400 Bad\r\n\r\n")
        #expect(plain.ask { $0.tls = true } == ProbeAnswer(verdict: "fail", detail: "no TLS: wrong version number"))
        let silent = try Answering { send in while send("") { poll(nil, 0, 20) } }
        #expect(silent.ask(timeout: .milliseconds(200)) { $0.tls = true }.detail == "no TLS in 200ms")
        let shut = try Answering("")
        #expect(shut.ask { $0.tls = true }.detail == "no TLS: the connection closed")
    }
}
