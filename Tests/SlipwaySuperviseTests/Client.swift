import Glibc
import SlipwaySystem
import SlipwayTesting
import Testing

/// One HTTP connection; answers are the pid of the program that gave them.
final class Client {
    private let socket: OpenFile
    private let deadline: Int64

    init(port: Int) throws {
        deadline = Clock.monotonic() + WrapperRig.patience
        socket = try TCPSocket.connectLoopback(port: port, deadline: deadline)
    }

    static func ask(_ port: Int, _ path: String = "/") throws -> Int32 { try Client(port: port).ask(path) }

    /// Asks without waiting for an answer.
    func send(_ path: String) throws {
        let request = Array("GET \(path) HTTP/1.1\r\nHost: test\r\n\r\n".utf8)
        try checked("write to", "a connection") { write(socket.fd, request, request.count) }
    }

    func ask(_ path: String = "/") throws -> Int32 {
        try send(path)
        var text = ""
        var piece = [UInt8](repeating: 0, count: 4096)
        while true {
            if let head = text.firstRange(of: "\r\n\r\n"), let pid = Int32(text[head.upperBound...]) { return pid }
            try #require(Waiting.until(readable: socket.fd, deadline: deadline), "no answer in time")
            let count = try piece.withUnsafeMutableBytes { try socket.read(into: $0) }
            try #require(count > 0, "the connection was closed after “\(text)”")
            text += String(decoding: piece[..<count], as: UTF8.self)
        }
    }
}

/// Requests without pause from a process of its own.
final class Load {
    struct Result {
        var requests: Int
        var refused: Int
        var failed: Int
        var report: String
    }

    private let process: ChildProcess
    private let input: Pipe
    private let output: Pipe

    /// Returns once the first answer has come.
    init(_ rig: WrapperRig) throws {
        input = try Pipe()
        output = try Pipe()
        process = try ChildProcess.launch(
            LaunchRequest(
                path: try #require(WrapperRig.python), arguments: [rig.temporary("load.py"), "\(rig.port)"],
                environment: [:], descriptors: [input.reader.fd, try #require(output.writer).fd, 2]))
        output.writer = nil
        try #require(Waiting.until(readable: output.reader.fd, deadline: Clock.monotonic() + WrapperRig.patience))
    }

    func finish() throws -> Result {
        input.writer = nil
        let text = String(decoding: try output.reader.readAll(limit: 1 << 20), as: UTF8.self)
        #expect(process.ending(within: 10_000) == .exited(0))
        let lines = text.split(separator: "\n").drop { $0 == "started" }
        let counts = (lines.first ?? "").split(separator: " ").compactMap { Int($0) }
        try #require(counts.count == 3, "the load's report is “\(text)”")
        return Result(requests: counts[0], refused: counts[1], failed: counts[2], report: text)
    }
}
