import Glibc
import SlipwayModel
import SlipwaySystem
import SlipwayTesting
import Testing

/// A node whose programs can be told at which of their file changes to fail. Belongs to one thread.
final class FaultStage {
    private let home: TemporaryFolder
    /// In memory where there is room: nothing here is about what a power cut leaves.
    private let disk: String
    let port: Int
    private(set) var daemon: ChildProcess?

    var root: String { disk + "/node" }
    var layout: NodeLayout { NodeLayout(root: root) }
    var plan: String { home("fault") }
    var fired: String { home("fired") }
    var log: String { home("log") }
    var daemonLog: String { home("daemon.log") }

    /// `isLarge`: what is deployed does not fit into memory.
    init(isLarge: Bool = false) throws {
        // Whoever is started from here on trusts the keys of these tests.
        _ = Programs.folder
        home = try TemporaryFolder("fault")
        let room = (try? Files.room(at: "/dev/shm"))?.bytes ?? 0
        let isRoomy = !isLarge && room > 64 << 20 && access("/dev/shm", W_OK) == 0
        disk = (isRoomy ? "/dev/shm/" : "/tmp/") + lastName(of: home.path) + "-disk"
        port = try FreePort.any()
        try Folders.make(disk)
        try Folders.make(home("bin"))
        expect(try Command.run("cp", [try Self.program(), home("bin/slipwayd")]), 0)
        try Disk.link(home("bin/slipwayd"), to: home("bin/slipway-wrapper"))
    }

    deinit {
        clear()
        try? Folders.removeAll(disk)
    }

    /// `slipway-faulty` lies beside the tests.
    static func program() throws -> String {
        let own = parent(of: try Files.real("/proc/self/exe"))
        let places = [ProcessTable.environment()["SLIPWAY_FAULTY"], own + "/slipway-faulty"].compactMap(\.self)
        return try #require(places.first { Files.exists($0) }, "there is no slipway-faulty in \(own)")
    }

    // MARK: the node

    /// Puts the node's folder as it is aside, to begin from it again and again. Nothing may run.
    func keep() throws { expect(try Command.run("cp", ["-a", root, disk + "/kept"]), 0) }

    func restore(empty: Bool = false) throws {
        clear()
        for path in [plan, fired, log, daemonLog] { try Disk.unlink(path) }
        try Folders.removeAll(root)
        if !empty, Files.exists(disk + "/kept") { expect(try Command.run("cp", ["-a", disk + "/kept", root]), 0) }
    }

    /// Starts the daemon and waits until it serves. `through`: a program, with its words, that runs it.
    func up(through tracer: [String] = []) throws {
        let ready = try Pipe()
        let log = try Disk.create(daemonLog, appending: true)
        var environment = ProcessTable.environment()
        environment["SWIFT_BACKTRACE"] = "enable=no"
        environment["SLIPWAY_READY_FD"] = "3"
        let words = tracer + [home("bin/slipwayd"), "--root", root]
        let launched = try ChildProcess.launch(
            LaunchRequest(
                path: words[0], arguments: Array(words.dropFirst()), environment: environment, folder: "/",
                descriptors: [-1, log.fd, log.fd, ready.writer?.fd ?? -1], newSession: true))
        daemon = launched
        ready.writer = nil
        let deadline = Clock.monotonic() + 20_000
        // A tracer keeps the pipe open that a daemon closes when it is ready.
        while !tracer.isEmpty, (try? UnixSocket.connect(layout.socket)) == nil, Clock.monotonic() < deadline {
            _ = poll(nil, 0, 20)
        }
        let isReady = !tracer.isEmpty || Waiting.until(readable: ready.reader.fd, deadline: deadline)
        guard isReady, launched.ending() == nil else {
            throw Refusal(.failed, "the daemon did not start: \((try? Files.text(daemonLog)) ?? "")")
        }
    }

    /// Ends the daemon if it still runs; the app runs on.
    func down() {
        daemon?.signal(SIGTERM)
        if daemon?.ending(within: 30_000) == nil { daemon?.signal(SIGKILL) }
        _ = daemon?.ending(within: 5000)
        daemon = nil
    }

    /// Ends all that belongs to the node.
    func clear() {
        daemon?.signal(SIGKILL)
        _ = daemon?.ending(within: 5000)
        daemon = nil
        // A wrapper that is gone cannot start anything in between two looks.
        for _ in 0..<3 {
            let processes = processes()
            for process in processes { process.signal(SIGKILL) }
            for process in processes { _ = process.ending(within: 5000) }
            if processes.isEmpty { return }
        }
    }

    /// Those that name the node, or work in a folder of it.
    private func processes() -> [ChildProcess] {
        let own = ProcessTable.own.pid
        return ((try? Files.names(in: "/proc")) ?? []).compactMap { Int32($0) }.compactMap { pid in
            guard pid != own, let identity = ProcessTable.identity(of: pid) else { return nil }
            let words = (try? Files.text("/proc/\(pid)/cmdline")) ?? ""
            let place = (try? Files.linkTarget("/proc/\(pid)/cwd")) ?? ""
            return words.contains(root) || place.hasPrefix(root) ? ChildProcess.adopt(identity) : nil
        }
    }

    // MARK: what is done to it

    func slipway(_ words: [String]) throws -> Command.Result {
        try Command.run(Programs.slipway, words + ["--root", root], environment: ["NO_COLOR": "1"])
    }

    /// Again while the app is busy, as just after a start.
    func patiently(_ words: [String]) throws -> Command.Result {
        let deadline = Clock.monotonic() + 20_000
        while true {
            let result = try slipway(words)
            if result.ending != .exited(75) || Clock.monotonic() > deadline { return result }
            _ = poll(nil, 0, 10)
        }
    }

    func deployWords(_ version: String) throws -> [String] {
        ["deploy", try FaultReleases.bundle(version), "--set", "listen.http=\(port)"]
    }

    func arm(_ line: String) throws {
        try Disk.unlink(log)
        try home.write("fault.new", line + "\n")
        try Disk.rename(home("fault.new"), to: plan)
    }

    func disarm() throws { try Disk.unlink(plan) }

    // MARK: what it answers

    /// A connection that has asked; nil when nobody listens.
    func ask(_ path: String = "/") -> OpenFile? {
        let request = Array("GET \(path) HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n".utf8)
        guard let socket = try? TCPSocket.connectLoopback(port: port, deadline: Clock.monotonic() + 5000),
            send(socket.fd, request, request.count, Int32(MSG_NOSIGNAL)) == request.count
        else { return nil }
        return socket
    }

    /// The body of a whole 200; else what came instead.
    func answer(_ socket: OpenFile?, within milliseconds: Int64 = 10_000) -> (body: String?, other: String) {
        guard let socket else { return (nil, "nobody listens") }
        var all: [UInt8] = []
        let deadline = Clock.monotonic() + milliseconds
        while Waiting.until(readable: socket.fd, deadline: deadline) {
            var piece = [UInt8](repeating: 0, count: 4096)
            let count = recv(socket.fd, &piece, piece.count, 0)
            if count <= 0 { break }
            all += piece[..<count]
        }
        let text = String(decoding: all, as: UTF8.self)
        let parts = text.split(separator: "\r\n\r\n", maxSplits: 1)
        guard text.hasPrefix("HTTP/1.1 200 "), parts.count == 2 else { return (nil, text.isEmpty ? "nothing" : text) }
        return (String(parts[1]), text)
    }

    func get(_ path: String = "/") -> String? { answer(ask(path)).body }

    /// Names that only something unfinished has.
    func leftOvers() -> [String] {
        ((try? Files.walk(root)) ?? []).map(\.path).filter { path in
            let name = lastName(of: path)
            return path == "incoming" || name.hasSuffix(".new") || name.hasSuffix(".old") || name.hasPrefix(".gone-")
                || name.contains(".odd.")
        }
    }
}
