import Glibc
import SlipwayModel
import SlipwayNode
import SlipwaySystem
import SlipwayTesting
import Testing

/// The real program with a daemon that is a shell script.
@Suite struct KeeperTests {
    private static let patience: Int64 = 60_000
    private static let program: String? = {
        let built = ProcessTable.environment()["SLIPWAY_DIST"].map { $0 + "/slipwayd" }
        return [built, ".build/debug/slipwayd"].compactMap(\.self).first { Files.exists($0) }
    }()

    private let folder: TemporaryFolder
    private var layout: NodeLayout { NodeLayout(root: folder("node")) }

    init() throws { folder = try TemporaryFolder("keeper") }

    /// Each life of the daemon is a line of the file `lives`, of its number and words.
    private func start(_ script: String) throws -> ChildProcess {
        try folder.write("daemon.text", "#!/bin/sh\necho \"$$ $*\" >> \(folder("lives"))\n" + script)
        // Another process writes it, so that no fork of a parallel test has it open for writing.
        try #require(try Command.run("cp", [folder("daemon.text"), folder("daemon")]).succeeded)
        try Disk.chmod(folder("daemon"), 0o755)
        let program = try Files.real(try #require(Self.program, "slipwayd is not built"))
        return try ChildProcess.launch(
            LaunchRequest(
                path: program, arguments: ["keep", "--root", folder("node"), "--program", folder("daemon")],
                environment: ["PATH": "/usr/bin:/bin", "SWIFT_BACKTRACE": "enable=no"], newSession: true))
    }

    private func lives() -> [String] {
        ((try? Files.text(folder("lives"))) ?? "").split(separator: "\n").map(String.init)
    }

    private func awaitLives(_ count: Int) throws {
        let deadline = Clock.monotonic() + Self.patience
        while lives().count < count {
            try #require(Clock.monotonic() < deadline, "\(lives())")
            poll(nil, 0, 5)
        }
    }

    @Test func aDaemonThatDiesIsStartedAgainAndOneThatIsDoneIsNot() throws {
        let keeper = try start("[ $(wc -l < \(folder("lives"))) -lt 3 ] && kill -9 $$\nexit 0\n")
        #expect(keeper.ending(within: 60_000) == .exited(0))
        #expect(lives().count == 3)
        #expect(lives().allSatisfy { $0.hasSuffix(" --root " + layout.state) })
        #expect(KeeperFile.running(layout) == nil)
    }

    @Test func aSignalEndsBoth() throws {
        let keeper = try start("trap 'exit 0' TERM\nwhile :; do sleep 0.05; done\n")
        try awaitLives(1)
        let deadline = Clock.monotonic() + Self.patience
        while KeeperFile.running(layout) == nil, Clock.monotonic() < deadline { poll(nil, 0, 5) }
        #expect(KeeperFile.running(layout)?.pid == keeper.pid)
        keeper.signal(SIGTERM)
        #expect(keeper.ending(within: 60_000) == .exited(0))
        let daemon = try #require(lives().first?.split(separator: " ").first.flatMap { Int32($0) })
        #expect(ProcessTable.identity(of: daemon) == nil)
    }

    @Test func itIsStartedAnewWhenThatIsWanted() throws {
        let keeper = try start("trap 'exit 0' TERM\nwhile :; do sleep 0.05; done\n")
        try awaitLives(1)
        let deadline = Clock.monotonic() + Self.patience
        while !KeeperFile.restartDaemon(layout), Clock.monotonic() < deadline { poll(nil, 0, 5) }
        try awaitLives(2)
        #expect(keeper.ending() == nil)
        keeper.signal(SIGTERM)
        #expect(keeper.ending(within: 60_000) == .exited(0))
    }

    @Test func aNodeHasOneKeeper() throws {
        let keeper = try start("trap 'exit 0' TERM\nwhile :; do sleep 0.05; done\n")
        try awaitLives(1)
        let second = try start("exit 0\n")
        #expect(second.ending(within: 60_000) == .exited(ExitCode.busy.rawValue))
        keeper.signal(SIGTERM)
        #expect(keeper.ending(within: 60_000) == .exited(0))
    }
}
