import Glibc
import SlipwayModel
import SlipwaySystem
import SlipwayTesting
import Testing

/// The app of Samples/sick on a node, made ill and watched until it is well again by itself.
struct Patient {
    let app: SampleApp
    /// Open as long as the patient is.
    final class Held { var requests: HeldRequests? }
    let held = Held()
    var stage: Stage { app.stage }

    init(on stage: Stage) throws {
        app = try SampleApp("sick", recipe: SampleApp.samples + "/sick", on: stage)
    }

    /// A value that stands in its log, and nowhere in the evidence.
    static let word = "xyzzy-7251-plugh"

    func deploy(_ version: String, _ settings: String...) throws {
        let secret = stage.folder("word")
        try Disk.write(Array(Self.word.utf8), to: try Disk.create(secret, mode: 0o600), secret)
        expect(try stage.slipway("secret", "set", "sick-word", "--file", secret), 0)
        let bundle = try app.build(version, settings)
        expect(
            try stage.slipway("deploy", bundle, "--set", "listen.http=\(try #require(app.ports["http"]))"), 0)
    }

    /// What the app has started besides: all that carries its node in the environment and sleeps.
    func children() throws -> [Int32] {
        try Files.names(in: "/proc").compactMap { Int32($0) }.filter { pid in
            ((try? Files.text("/proc/\(pid)/cmdline")) ?? "").hasPrefix("sleep\u{0}600")
                && ((try? Files.text("/proc/\(pid)/environ")) ?? "").contains(stage.root)
        }
    }

    func fall(_ fault: String, _ argument: String = "") {
        #expect(app.get("/do?fault=\(fault)&argument=\(argument)") == "done", "\(fault)")
    }

    /// Seconds from now until another process than before answers; the fault is made here.
    func healing(_ what: String, within seconds: Int64 = 60, _ fault: () throws -> Void) throws -> Double {
        let before = try app.pid()
        let begun = Clock.monotonic()
        try fault()
        try eventually("\(what): another process", within: seconds * 1000) {
            guard let now = try app.livePid() else { return false }
            return now != before && app.get("/health") == "OK"
        }
        return Double(Clock.monotonic() - begun) / 1000
    }

    struct Incident: Decodable {
        struct Piece: Decodable {
            var name: String
            var bytes: Int
            var text: String?
        }
        var sequence: Int
        var cause: String
        var sentence: String
        var pieces: [Piece]
        var missing: [String]
        var path: String
        func text(_ name: String) -> String { pieces.first { $0.name == name }?.text ?? "" }
    }
    private struct Incidents: Decodable { var incidents: [Incident] }

    func incidents() throws -> [Incident] {
        let told = expect(try stage.slipway("incidents", "sick", "--json"), 0)
        return try JSONText.value(Incidents.self, from: Array(told.output.utf8)).incidents
    }

    /// The latest, with the texts of its pieces, once there are more than `count`.
    func incident(after count: Int) throws -> Incident {
        try eventually("an incident") { try incidents().count > count || incidents().last?.sequence ?? 0 > count }
        let last = try #require(try incidents().last)
        let told = expect(try stage.slipway("incidents", "sick", "\(last.sequence)", "--json"), 0)
        return try JSONText.value(Incident.self, from: Array(told.output.utf8))
    }
}

/// Requests that were sent, and whose answers nobody waits for.
final class HeldRequests {
    private var sockets: [OpenFile] = []

    init(_ count: Int, _ path: String, _ port: Int) throws {
        for _ in 0..<count {
            let socket = try TCPSocket.connectLoopback(port: port, deadline: Clock.monotonic() + 5000)
            let request = Array("GET \(path) HTTP/1.1\r\nHost: localhost\r\n\r\n".utf8)
            #expect(send(socket.fd, request, request.count, Int32(MSG_NOSIGNAL)) == request.count)
            sockets.append(socket)
        }
    }
}
