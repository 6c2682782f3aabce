import Glibc
import SlipwayModel
import SlipwaySystem
import SlipwayTesting
import Testing

extension EndToEnd {
    /// Milliseconds since 1970 of the beginning, the end of 32 bits, and two later ends.
    private static let moments: [(year: String, at: Int64)] = [
        ("1970", 0), ("2038", 2_147_483_648_000), ("2106", 4_294_967_296_000), ("2262", 9_223_372_036_000),
    ]
    private static var momentsNow: [(year: String, at: Int64)] { Steady.provesAll ? moments : [moments[0]] }

    /// What comes of a day's work; the clock of daemon, worker and wrapper shows another year.
    @Test(arguments: momentsNow)
    func noVerdictChangesWithTheYear(_ moment: (year: String, at: Int64)) throws {
        let steady = try Steady(up: false)
        try steady.stage.setClock(moment.at - Clock.wall())
        try steady.stage.up()
        try expectADaysWork(steady) {}
        let told = expect(try steady.slipway("history", "steady"), 0).output
        #expect(told.split(separator: "\n").allSatisfy { $0.hasPrefix(moment.year + "-") }, "\(told)")
        let status = expect(try steady.slipway("status", "steady"), 0).output
        #expect(status.contains("since \(moment.year)-"), "\(status)")
    }

    /// To and fro by a century, again and again while each switch runs.
    @Test func noVerdictChangesWhileTheClockJumps() throws {
        let steady = try Steady()
        var shifts: [Int64] = [-1_700_000_000_000, 4_000_000_000_000, -3_600_000, 86_400_000, 0]
        try expectADaysWork(steady) {
            shifts.append(shifts.removeFirst())
            try steady.stage.setClock(shifts[0])
        }
        let seqs = try steady.ledger().map(\.entry.seq)
        #expect(seqs == Array(1...seqs.count))
        // Lengths are told by a clock that does not jump.
        for line in try steady.history() { #expect((0...60_000).contains(line.took ?? 0), "\(line)") }
    }

    /// A warm one is admitted again, another let go in its time, and a start in another century is not one that takes too long.
    @Test func aWarmOneComesBackOrGoesInItsTimeAndAStartHasItsTimeInAnyYear() throws {
        let stage = try FaultStage()
        try stage.up()
        let app = stage.layout.app("hello")
        func history() throws -> String { try stage.slipway(["history", "hello"]).output }
        func slot() throws -> WrapperStatus.Slot? {
            try JSONText.value(WrapperStatus.self, from: try Files.read(app.status)).slot(1)
        }
        let bundle = parent(of: stage.plan) + "/hello.tar"
        let words = ["build", Programs.repository + "/recipes/hello", "--version", "6.0.0", "--store", Releases.store]
        let set = ["--set", "switch.trial=1s", "--set", "switch.keep-warm=6s"]
        expect(try Command.run(Programs.slipway, words + set + ["--replace", "--output", bundle]), 0)
        expect(try stage.patiently(["deploy", bundle, "--set", "listen.http=\(stage.port)"]), 0)
        expect(try stage.patiently(["config", "set", "hello", "hello.greeting=Again"]), 0)
        let first = try #require(try slot()?.process)
        try stage.setClock(3_000_000_000_000)
        expect(try stage.patiently(["rollback", "hello"]), 0)
        #expect(try slot()?.process == first)
        try stage.setClock(-1_700_000_000_000)
        try eventually("the warm one is let go") { try history().contains("kept warm for 6s") }
        let ledger = try Files.text(app.ledger).split(separator: "\n").map {
            try JSONText.value(Row.self, from: Array($0.utf8)).entry
        }
        #expect(try #require(ledger.last).up - (try #require(ledger.dropLast().last)).up >= 6000)

        // Nobody watches while it is started again, and the next daemon comes in another century.
        let daemon = try #require(stage.daemon)
        daemon.signal(SIGKILL)
        _ = daemon.ending(within: 5000)
        let before = try #require(try slot()?.process)
        kill(before.pid, SIGKILL)
        try eventually("another process") { try slot()?.process.map { $0 != before } ?? false }
        try stage.setClock(3_000_000_000_000)
        try stage.up()
        try eventually("it serves") { stage.get("/health") == "OK" }
        #expect(try slot()?.restarts == 1)
        #expect(try !history().contains("heal by"))
    }

    private struct Row: Decodable { var entry: Steady.Entry }

    private func expectADaysWork(_ steady: Steady, _ jump: @escaping () throws -> Void) throws {
        func play(_ code: Int32, _ words: [String], _ location: SourceLocation = #_sourceLocation) throws {
            let client = try steady.begin(words)
            var ending: Ending?
            for _ in 0..<400 where ending == nil {
                try jump()
                ending = client.ending(within: 50)
            }
            #expect(ending == .exited(code), "\(words)", sourceLocation: location)
        }
        try play(0, try steady.deployWords("1.0.0"))
        try play(0, try steady.deployWords("2.0.0"))
        try play(1, try steady.deployWords("1.0.9"))
        try play(1, try steady.deployWords("1.0.9"))
        #expect(steady.version == "2.0.0")
        // The watch does not take a start in another year for one that takes too long.
        try jump()
        let process = try #require(try steady.asks().last { $0.version == "2.0.0" }).pid
        kill(process, SIGKILL)
        try eventually("another process") {
            try jump()
            return try steady.asks().last { $0.version == "2.0.0" }?.pid != process
        }
        try play(0, ["rollback", "steady"])
        #expect(steady.version == "1.0.0")
        #expect(
            try steady.switches() == ["deploy 1 good", "deploy 2 good", "deploy 3 reverted", "rollback 1 good"])
        #expect(try !steady.history().contains { $0.what == "heal" })
    }
}

extension FaultStage {
    /// Milliseconds that the clocks of its programs are ahead, from now on.
    func setClock(_ shift: Int64) throws {
        let path = parent(of: plan) + "/clock"
        try DurableFile.replace(path, with: Array("\(shift)\n".utf8))
    }
}
