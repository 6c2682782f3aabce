import Glibc
import SlipwayModel
import SlipwaySystem
import Testing

extension EndToEnd {
    @Test func aKilledJVMIsHealedByTheWrapperAlone() throws {
        let stage = try Stage()
        try stage.up()
        expect(try stage.deploy("1.0.0"), 0)
        kill(try stage.daemonPid(), SIGKILL)
        let before = try stage.jvm()
        kill(before, SIGKILL)
        // The socket stays open: the next request waits for the new process.
        #expect(stage.get("/health") == "OK")
        #expect(try stage.jvm() != before)
        try stage.up()
        let facts = try stage.status()
        #expect(facts.state == "active")
        #expect(facts.restarts == 1)
    }

    @Test func aHungJVMIsFoundByTheProbeAndReplaced() throws {
        let stage = try Stage()
        try stage.up()
        expect(try stage.deploy("1.0.0"), 0)
        let before = try stage.jvm()
        kill(before, SIGSTOP)
        // Three probes, two seconds apart, two seconds each, then the start of a new one.
        try eventually("a new process", within: 120_000) {
            try stage.jvm() != before && stage.slot()?.admitting == true
        }
        #expect(stage.get("/health") == "OK")
        let history = expect(try stage.slipway("history", "hello"), 0).output
        #expect(history.contains("heal by slipwayd: done: http /health"))
        #expect(history.contains("3 times in a row"))
    }

    @Test func theDaemonsDeathTouchesNoConnectionAndItsSuccessorKnowsEverything() throws {
        let stage = try Stage()
        try stage.up()
        expect(try stage.deploy("1.0.0"), 0)
        let connection = try KeptConnection(stage.port)
        #expect(connection.head("/health")?.contains("200") == true)
        let (jvm, wrapper) = (try stage.jvm(), try stage.wrapperPid())
        let before = try stage.status()
        kill(try stage.daemonPid(), SIGKILL)
        #expect(connection.head("/health")?.contains("200") == true)
        try stage.up()
        #expect(connection.head("/health")?.contains("200") == true)
        #expect(try stage.jvm() == jvm)
        #expect(try stage.wrapperPid() == wrapper)
        let after = try stage.status()
        #expect(after.generation == before.generation && after.digest == before.digest && after.pid == before.pid)
        #expect(after.since == before.since && after.restarts == 0)
        expect(try stage.deploy("1.1.0"), 0)
    }

    @Test func theWrappersDeathTouchesNoConnectionAndItsSuccessorAdopts() throws {
        let stage = try Stage()
        try stage.up()
        expect(try stage.deploy("1.0.0"), 0)
        let connection = try KeptConnection(stage.port)
        #expect(connection.head("/health")?.contains("200") == true)
        let (jvm, wrapper) = (try stage.jvm(), try stage.wrapperPid())
        kill(wrapper, SIGKILL)
        #expect(connection.head("/health")?.contains("200") == true)
        try eventually("a new wrapper") { try stage.wrapperPid() != wrapper && stage.slot()?.admitting == true }
        #expect(try stage.jvm() == jvm)
        #expect(connection.head("/health")?.contains("200") == true)
        // The successor has the socket too: a kill heals, and a switch works.
        kill(jvm, SIGKILL)
        #expect(stage.get("/health") == "OK")
        #expect(try stage.jvm() != jvm)
        expect(try stage.deploy("1.1.0"), 0)
        #expect(stage.get("/")?.contains("Hello again") == true)
    }

    /// Nobody is left who could hand the socket on: it comes back from the process that inherited it.
    @Test func daemonAndWrapperDieTogetherAndTheServiceRunsOn() throws {
        let stage = try Stage()
        try stage.up()
        expect(try stage.deploy("1.0.0"), 0)
        let connection = try KeptConnection(stage.port)
        #expect(connection.head("/health")?.contains("200") == true)
        let (jvm, wrapper) = (try stage.jvm(), try stage.wrapperPid())
        for pid in [try stage.daemonPid(), wrapper] { kill(pid, SIGKILL) }
        #expect(connection.head("/health")?.contains("200") == true)
        try stage.up()
        try eventually("a new wrapper") { try stage.wrapperPid() != wrapper && stage.slot()?.admitting == true }
        #expect(try stage.jvm() == jvm)
        #expect(connection.head("/health")?.contains("200") == true)
        expect(try stage.slipway("restart", "hello"), 0)
        #expect(stage.get("/health") == "OK")
    }

    @Test func theDaemonGoesAndComesInOrder() throws {
        let stage = try Stage()
        try stage.up()
        expect(try stage.deploy("1.0.0"), 0)
        let jvm = try stage.jvm()
        expect(try stage.slipway("node", "down"), 0)
        #expect(stage.get("/health") == "OK")
        try stage.up()
        #expect(try stage.jvm() == jvm)
        expect(try stage.slipway("node", "down", "--stop-apps"), 0)
        #expect(Processes.naming(stage.root).isEmpty)
        #expect(stage.get("/health") == nil)
        try stage.up()
        try eventually("the app is back") { try stage.status().state == "active" }
    }

    private static let steps = [
        "verify", "install", "generation", "start", "at the gate", "let clients in", "point current", "trial",
    ]
    /// `make prove` takes every step, `make test` every second.
    private static var stepsNow: [String] {
        if ProcessTable.environment()["SLIPWAY_PROVE"] != nil { return steps }
        return steps.enumerated().filter { $0.offset % 2 == 1 }.map(\.element)
    }

    /// The daemon is killed as soon as each step of a deploy has been told, and started again.
    @Test(arguments: stepsNow)
    func aDaemonKilledAtAnyStepFinishesOrUndoes(_ step: String) throws {
        let stage = try Stage()
        try stage.up()
        expect(try stage.deploy("1.0.0"), 0)
        let load = try Load(stage.port)
        let client = try Talking(
            ["deploy", try Releases.bundle("1.1.0"), "--root", stage.root])
        let daemon = try stage.daemonPid()
        #expect(try client.wait(for: step))
        kill(daemon, SIGKILL)
        let (ending, words) = try client.end()
        try eventually("the daemon is dead") { ProcessTable.identity(of: daemon) == nil }
        // A deploy whose last step was told just before may have ended well.
        #expect(ending == .exited(124) || (ending == .exited(0) && step == "trial"), "\(ending) \(words)")
        try stage.up()
        try eventually("the switch has ended") {
            let history = try stage.slipway("history", "hello").output
            let state = try stage.status().state
            return !history.contains("under way") && state == "active"
        }
        let sum = try load.end()
        #expect(sum.failed == 0, "\(sum.failures)")
        let version = try #require(try stage.status().version)
        let generation = try #require(try stage.status().generation)
        #expect(version == "1.0.0" || version == "1.1.0")
        #expect(try Files.linkTarget(stage.app.current) == "generations/\(generation)")
        #expect(stage.get("/")?.contains(version) == true)
        #expect(!Files.exists(NodeLayout(root: stage.root).incoming))
        if version == "1.0.0" { expect(try stage.deploy("1.1.0"), 0) }
        expect(try stage.slipway("rollback", "hello"), 0)
        #expect(stage.get("/")?.contains("1.0.0") == true)
    }
}

/// A `slipway` that is listened to while it runs.
final class Talking {
    private let process: ChildProcess
    private let output: Pipe
    private var words = ""

    init(_ arguments: [String]) throws {
        output = try Pipe()
        let fd = output.writer?.fd ?? -1
        process = try ChildProcess.launch(
            LaunchRequest(
                path: Programs.slipway, arguments: arguments, environment: ProcessTable.environment(),
                descriptors: [-1, fd, fd]))
        output.writer = nil
    }

    /// True once it has told a finished step with these words; false when it ended before.
    func wait(for text: String) throws -> Bool {
        while !words.split(separator: "\n").contains(where: { $0.contains("✓") && $0.contains(text) }) {
            guard try more() else { return false }
        }
        return true
    }

    func end() throws -> (Ending, String) {
        while try more() {}
        return (process.ending(within: 20_000) ?? .unknown, words)
    }

    private func more() throws -> Bool {
        var piece = [UInt8](repeating: 0, count: 4096)
        let count = try piece.withUnsafeMutableBytes { try output.reader.read(into: $0) }
        words += String(decoding: piece[..<count], as: UTF8.self)
        return count > 0
    }
}
