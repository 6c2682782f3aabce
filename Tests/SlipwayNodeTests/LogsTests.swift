import SlipwayControl
import SlipwayDeploy
import SlipwayModel
import SlipwayNode
import SlipwaySystem
import SlipwayTesting
import Synchronization
import Testing

@Suite struct LogsTests {
    private let rig: OfflineRig
    init() throws { rig = try OfflineRig(generations: 7) }

    private static let text = """
        an old line without a time
        slipway: 2026-11-21T10:00:00Z slot 1 started, pid 10, incarnation 1
        2026-11-21 12:00:01.000 INFO one begins, two hours east
        2026-11-21 12:30:00.000 INFO one works
            at a line that goes on
        slipway: 2026-11-21T11:00:00Z slot 2 started, pid 20, incarnation 1
        2026-11-21 13:00:01.000 INFO both run
        slipway: 2026-11-21T11:00:05Z slot 1 is asked to end
        slipway: 2026-11-21T11:00:09Z slot 1 ended with exit status 143
        2026-11-21 13:10:00.000 INFO two is alone
        slipway: 2026-11-21T12:00:00Z the wrapper leaves, its processes run on

        """

    private func logs(lines: Int = 100, since: Int64? = nil, generation: Int? = nil) throws -> [String] {
        try rig.lines(.logs(app: "shop", lines: lines, follow: false, since: since, generation: generation))
    }

    /// 2026-11-21 at that hour and minute, UTC.
    private func at(_ hour: Int64, _ minute: Int64 = 0) -> Int64 { 1_795_219_200_000 + (hour * 60 + minute) * 60_000 }

    @Test func whatIsNoFileIsNoPieceOfTheLog() throws {
        try rig.folder.write("elsewhere", "not of the log\n")
        try rig.folder.write("node/apps/shop/shared/logs/shop.log", "a\n")
        try Disk.makeFIFO(rig.app.log + ".1")
        try Disk.symlink(to: rig.folder("elsewhere"), at: rig.app.log + ".2")
        #expect(try logs() == ["a"])
        #expect(try logs(generation: 1) == [])
        try Disk.rename(rig.app.log + ".1", to: rig.app.log)
        #expect(try logs() == [])
    }

    @Test func theLastLinesAreReadThroughRotatedPieces() throws {
        try rig.folder.write("node/apps/shop/shared/logs/shop.log.2", "a\nb\n")
        try rig.folder.write("node/apps/shop/shared/logs/shop.log.1", "c\nd\n")
        try rig.folder.write("node/apps/shop/shared/logs/shop.log", "e\nunfinished")
        #expect(try logs() == ["a", "b", "c", "d", "e", "unfinished"])
        #expect(try logs(lines: 3) == ["d", "e", "unfinished"])
        #expect(try logs(since: nil, generation: 1).isEmpty)
    }

    @Test func sinceGoesByTheTimesThatLinesHave() throws {
        try rig.folder.write("node/apps/shop/shared/logs/shop.log", Self.text)
        let all = Self.text.split(separator: "\n").map(String.init)
        #expect(try logs(since: at(9)) == Array(all[1...]))
        #expect(try logs(since: at(10, 10)) == Array(all[3...]))
        #expect(try logs(since: at(10, 30)) == Array(all[3...]))
        #expect(try logs(since: at(11, 5)) == Array(all[9...]))
        #expect(try logs(lines: 1, since: at(9)) == [all[10]])
        #expect(try logs(since: at(13)).isEmpty)
    }

    @Test func aGenerationsLinesAreThoseWhileItRan() throws {
        try rig.folder.write("node/apps/shop/shared/logs/shop.log", Self.text)
        let all = Self.text.split(separator: "\n").map(String.init)
        #expect(try logs(generation: 1) == [all[1], all[2], all[3], all[4], all[6], all[7], all[8]])
        #expect(try logs(generation: 2) == [all[5], all[6], all[9]])
        #expect(try logs(generation: 3).isEmpty)
    }

    @Test func whatRanBeforeTheLogBeginsIsKnownByItsEnd() throws {
        try rig.folder.write(
            "node/apps/shop/shared/logs/shop.log",
            "early\nslipway: 2026-11-21T11:00:09Z slot 7 ended with exit status 0\nlate\n")
        #expect(
            try logs(generation: 7) == ["early", "slipway: 2026-11-21T11:00:09Z slot 7 ended with exit status 0"])
    }

    /// The follower is told of each line before the next is written, so nothing here waits for time to pass.
    @Test func newLinesComeAcrossARotation() throws {
        let log = rig.app.log
        try rig.folder.write("node/apps/shop/shared/logs/shop.log", "first\n")
        let rig = rig
        let heard = Mutex<[String]>([])
        struct Enough: Error {}
        let last = try rig.follow { line in
            heard.withLock { $0.append(line) }
            switch line {
            case "first": try rig.write(log, "sec")
            case "second": try rig.rotate(log, "third\n")
            case "third": try rig.rotate(log, "fourth\nfifth\n")
            case "fifth": throw Enough()
            case _: break
            }
            if line == "first" { try rig.write(log, "ond\n") }
        }
        #expect(last == "")
        #expect(heard.withLock { $0 } == ["first", "second", "third", "fourth", "fifth"])
    }
}

extension OfflineRig {
    fileprivate func follow(_ body: (String) throws -> Void) throws -> String {
        let verb = NodeRequest.Verb.logs(app: "shop", lines: 10, follow: true, since: nil, generation: nil)
        return try OfflineNode.ask(NodeRequest(verb), configuration: configuration) { reply in
            if case .line(let text) = reply { try body(text) }
        }
    }

    fileprivate func write(_ path: String, _ text: String) throws {
        try Disk.write(Array(text.utf8), to: try Disk.create(path, appending: true), path)
    }

    fileprivate func rotate(_ path: String, _ text: String) throws {
        if Files.exists(path + ".1") { try Disk.rename(path + ".1", to: path + ".2") }
        try Disk.rename(path, to: path + ".1")
        try write(path, text)
    }
}
