import SlipwayControl
import SlipwayDeploy
import SlipwayModel
import SlipwayNode
import SlipwaySupervise
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

    private func piece(_ number: Int, _ text: String) throws {
        try rig.folder.write("node/apps/shop/shared/logs/shop.log.00000\(number)", text)
    }

    private func present(_ text: String) throws {
        try rig.folder.write("node/apps/shop/shared/logs/shop.log", text)
    }

    private func compress(_ number: Int) throws { try PieceCompression.run(rig.app.log + ".00000\(number)") }

    @Test func whatIsNoFileIsNoPieceOfTheLog() throws {
        try rig.folder.write("elsewhere", "not of the log\n")
        try present("a\n")
        try Disk.makeFIFO(rig.app.log + ".000001")
        try Disk.symlink(to: rig.folder("elsewhere"), at: rig.app.log + ".000002")
        try Disk.symlink(to: rig.folder("elsewhere"), at: rig.app.log + ".000003.zst")
        #expect(try logs() == ["a"])
        #expect(try logs(generation: 1) == [])
        try Disk.rename(rig.app.log + ".000001", to: rig.app.log)
        #expect(try logs() == [])
    }

    @Test func theLastLinesAreReadThroughRotatedPieces() throws {
        try piece(8, "a\nb\n")
        try piece(9, "c\nd\n")
        try present("e\nunfinished")
        for number in [nil, 8, 9] {
            if let number { try compress(number) }
            #expect(try logs() == ["a", "b", "c", "d", "e", "unfinished"])
            #expect(try logs(lines: 3) == ["d", "e", "unfinished"])
            #expect(try logs(since: nil, generation: 1).isEmpty)
        }
        // As when a compression ends between its last two steps: the plain one counts.
        try piece(8, "a\nb\n")
        try rig.folder.write("node/apps/shop/shared/logs/shop.log.000009.zst.7.new", "half of one")
        #expect(try logs() == ["a", "b", "c", "d", "e", "unfinished"])
    }

    @Test func theLastOfManyLinesOfACompressedPieceAreFound() throws {
        let all = (0..<30_000).map { "line \($0)" }
        try piece(1, all.map { $0 + "\n" }.joined())
        try compress(1)
        try present("the present\n")
        #expect(try logs(lines: 200) == all.suffix(199) + ["the present"])
        #expect(try logs(lines: 1) == ["the present"])
    }

    @Test func aDamagedPieceIsToldOfAndLeftOut() throws {
        try piece(1, "a\n")
        try piece(2, (0..<30_000).map { "2026-11-21T10:00:00Z line \($0)\n" }.joined())
        try compress(2)
        let path = rig.app.log + ".000002.zst"
        try Disk.truncate(path, to: try #require(try Files.facts(path)).size - 10)
        try present("2026-11-21T11:00:00Z b\n")
        let told = "slipway: the piece shop.log.000002.zst of the log is left out, it cannot be read: "
        let lines = try logs(lines: 3)
        #expect(lines.count == 3 && lines[0] == "a" && lines[1].hasPrefix(told) && lines[2].hasSuffix("Z b"))
        #expect(try logs(lines: 2, since: at(10, 30))[0].hasPrefix(told))
        try rig.folder.write("node/apps/shop/shared/logs/shop.log.000002.zst", "no zstd at all")
        #expect(try logs().count == 3)
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
        try present("first\n")
        let rig = rig
        let heard = Mutex<[String]>([])
        struct Enough: Error {}
        let last = try rig.follow { line in
            heard.withLock { $0.append(line) }
            switch line {
            case "first": try rig.write(log, "sec")
            case "second": try rig.rotate(log, "third\n")
            // Three pieces further before it looks, two of them compressed.
            case "third":
                try rig.rotate(log, "fourth\nfif")
                try rig.rotate(log, "th\n")
                try rig.rotate(log, "sixth\n")
                for number in [2, 3] { try PieceCompression.run(LogPieceName.path(log, number)) }
            case "sixth": throw Enough()
            case _: break
            }
            if line == "first" { try rig.write(log, "ond\n") }
        }
        #expect(last == "")
        #expect(heard.withLock { $0 } == ["first", "second", "third", "fourth", "fifth", "sixth"])
    }

    /// A writer that rotates and compresses all the time, and readers who begin and end meanwhile.
    @Test func whoeverReadsWhileItIsRotatedReadsEachLineOnce() throws {
        let log = rig.app.log
        let all = (0..<20_000).map { "line \($0)" }
        try Threads.start {
            let file = RotatingFile(log, ServiceSpec.Logs(size: 2000, keep: 1000))
            for line in all {
                _ = Array("\(line)\n".utf8).withUnsafeBytes { file.append($0) }
                guard file.isDue else { continue }
                file.putAside()
                for path in file.shelf.plain().dropFirst() { try? PieceCompression.run(path) }
            }
        }
        struct Enough: Error {}
        // Those who come later are told what was there before, as far as they have asked for it.
        for _ in 0..<5 {
            var heard: [String] = []
            let last = try rig.follow(lines: 10_000) { line in
                if line.hasPrefix("line ") { heard.append(line) }
                if line == all.last || heard.count >= 12_000 { throw Enough() }
            }
            #expect(last == "")
            let first = try #require(heard.first.flatMap { all.firstIndex(of: $0) })
            #expect(heard == Array(all[first..<(first + heard.count)]) && heard.count > 9_000)
        }
    }
}

extension OfflineRig {
    fileprivate func follow(lines: Int = 10, _ body: (String) throws -> Void) throws -> String {
        let verb = NodeRequest.Verb.logs(app: "shop", lines: lines, follow: true, since: nil, generation: nil)
        return try OfflineNode.ask(NodeRequest(verb), configuration: configuration) { reply in
            if case .line(let text) = reply { try body(text) }
        }
    }

    fileprivate func write(_ path: String, _ text: String) throws {
        try Disk.write(Array(text.utf8), to: try Disk.create(path, appending: true), path)
    }

    /// Puts the present piece aside, as a wrapper does.
    fileprivate func rotate(_ path: String, _ text: String) throws {
        var shelf = LogShelf(path)
        try shelf.putAside()
        try write(path, text)
    }
}
