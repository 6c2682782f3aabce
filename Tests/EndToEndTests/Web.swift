import Glibc
import SlipwayModel
import SlipwaySystem
import Testing

/// Clients of the tests; none of them ever tries again by itself.
enum Web {
    /// One request by curl; nil when it is not a whole 200.
    static func get(_ port: Int, _ path: String) -> String? {
        let result = try? Command.run(
            "curl", ["-fsS", "--max-time", "20", "http://127.0.0.1:\(port)\(path)"])
        guard let result, result.succeeded else { return nil }
        return result.output
    }
}

/// A connection that stays open between its requests.
final class KeptConnection {
    private let socket: OpenFile
    private let port: Int

    init(_ port: Int) throws {
        self.port = port
        socket = try TCPSocket.connectLoopback(port: port, deadline: Clock.monotonic() + 5000)
    }

    /// The status line of a HEAD request; nil when the connection is gone.
    func head(_ path: String) -> String? {
        let request = Array("HEAD \(path) HTTP/1.1\r\nHost: localhost\r\n\r\n".utf8)
        guard send(socket.fd, request, request.count, Int32(MSG_NOSIGNAL)) == request.count else { return nil }
        var all: [UInt8] = []
        let deadline = Clock.monotonic() + 10_000
        while !String(decoding: all, as: UTF8.self).contains("\r\n\r\n") {
            guard Waiting.until(readable: socket.fd, deadline: deadline) else { return nil }
            var piece = [UInt8](repeating: 0, count: 4096)
            let count = recv(socket.fd, &piece, piece.count, 0)
            if count <= 0 { return nil }
            all += piece[..<count]
        }
        return String(decoding: all, as: UTF8.self).split(separator: "\r\n").first.map(String.init)
    }
}

/// The load client of tomcat/test, run beside: two clients that keep their connections and two that do not.
final class Load {
    struct Sum: Decodable {
        var asked: Int
        var failed: Int
        var answers: [String: Int]
        var failures: [String: Int]
    }
    private let process: ChildProcess
    private let output: Pipe

    /// `patience` is how many seconds a client waits for its answer.
    init(_ port: Int, patience: Int = 10) throws {
        output = try Pipe()
        let python = try #require(Command.find("python3", in: ProcessTable.environment()["PATH"] ?? "/usr/bin"))
        process = try ChildProcess.launch(
            LaunchRequest(
                path: python,
                arguments: [Programs.repository + "/tomcat/test/load.py", "\(port)", "/", "4", "\(patience)"],
                environment: ProcessTable.environment(), descriptors: [-1, output.writer?.fd ?? -1, 2]))
        output.writer = nil
        // Its first line says that the clients are at work.
        #expect(Waiting.until(readable: output.reader.fd, deadline: Clock.monotonic() + 10_000))
    }

    func end() throws -> Sum {
        process.signal(SIGTERM)
        let text = String(decoding: try output.reader.readAll(limit: 1 << 20), as: UTF8.self)
        _ = process.ending(within: 90_000)
        let line = try #require(text.split(separator: "\n").last)
        return try JSONText.value(Sum.self, from: Array(line.utf8))
    }
}
