import Glibc
import SlipwayModel
import SlipwayObserve
import SlipwaySystem
import SlipwayTesting
import Synchronization
import Testing

@Suite struct LogProbeTests {
    private let folder: TemporaryFolder
    private var log: String { folder("shop.log") }

    init() throws { folder = try TemporaryFolder("log") }

    private func probe(_ text: String = "OutOfMemoryError") -> any Probe {
        var check = HealthCheck()
        check.log = text
        return Probing.probe(
            check, ProbeTarget(ports: [], release: "/", environment: [:], shared: folder.path, log: log))
    }

    /// Of slot 3, whose process is 77.
    private func probe(alone: @escaping @Sendable () -> Bool) -> any Probe {
        var check = HealthCheck()
        check.log = "OutOfMemoryError"
        var target = ProbeTarget(
            process: ProcessIdentity(pid: 77, startTime: 1), ports: [], release: "/", environment: [:],
            shared: folder.path, log: log)
        target.generation = 3
        target.isAlone = alone
        return Probing.probe(check, target)
    }

    private static let mixed = "no data: another generation runs too, so nobody can tell whose lines these are"
    private static let time = "slipway: 2026-11-22T08:30:00Z"

    private func print(_ text: String) throws { try print(Array(text.utf8)) }

    private func print(_ bytes: [UInt8]) throws {
        try Disk.write(bytes, to: try Disk.create(log, appending: true), log)
    }

    private func words(_ probe: any Probe) -> String {
        let result = probe.ask(suspicious: false)
        return "\(result.verdict.rawValue): \(result.detail)"
    }

    @Test func whatWasPrintedBeforeIsNotLookedAt() throws {
        try print("java.lang.OutOfMemoryError: Java heap space\n")
        let probe = probe()
        #expect(words(probe) == "pass: not in the log")
        try print("all is well\n")
        #expect(words(probe) == "pass: not in the log")
    }

    @Test func aTextOnceFoundStaysFound() throws {
        let probe = probe()
        #expect(words(probe) == "no data: there is no log yet")
        try print("java.lang.OutOfMemoryError: Java heap space\nand more\n")
        #expect(words(probe) == "fail: the log says: java.lang.OutOfMemoryError: Java heap space")
        try print("all is well\n")
        #expect(words(probe) == "fail: the log says: java.lang.OutOfMemoryError: Java heap space")
    }

    @Test func aLineThatComesInPiecesIsOne() throws {
        let probe = probe()
        for piece in ["java.lang.Out", "OfMemory", "Error: x"] {
            try print(piece)
            #expect(words(probe) == "pass: not in the log")
        }
        try print("\n")
        #expect(words(probe) == "fail: the log says: java.lang.OutOfMemoryError: x")
    }

    @Test func theWrappersOwnLinesDoNotCount() throws {
        let probe = probe()
        try print("slipway: 2026-11-21T21:02:56Z slot 3 signalled 9: log OutOfMemoryError\n")
        #expect(words(probe) == "pass: not in the log")
    }

    @Test func nothingIsLostAtARotation() throws {
        try print("old\n")
        let probe = probe()
        try print("java.lang.OutOfMemoryError: last words\n")
        try Disk.rename(log, to: log + ".1")
        try print("new\n")
        #expect(words(probe) == "fail: the log says: java.lang.OutOfMemoryError: last words")
    }

    @Test func theNewPieceIsReadFromItsBeginning() throws {
        try print("old, and longer than the new one\n")
        let probe = probe()
        try Disk.rename(log, to: log + ".1")
        try print("OutOfMemoryError\n")
        #expect(words(probe) == "fail: the log says: OutOfMemoryError")
    }

    @Test func tooMuchIsSkippedAndSaidSo() throws {
        let probe = probe()
        try print("begin\nOutOfMemoryError\n")
        let line = Array("nothing to see here, go on and on and on\n".utf8)
        try print([UInt8]((0..<160_000).flatMap { _ in line }))
        let before = words(probe)
        #expect(before.hasPrefix("pass: not in the log, of which ") && before.hasSuffix(" KiB were skipped"))
        try print("OutOfMemoryError again\n")
        #expect(words(probe) == "fail: the log says: OutOfMemoryError again")
    }

    @Test func aLineWithoutAnEndIsLookedThroughAndCutShort() throws {
        let probe = probe()
        let text = String(repeating: "x", count: 16_380) + "OutOfMemoryError" + String(repeating: "y", count: 99_999)
        try print(text)
        let result = probe.ask(suspicious: false)
        #expect(result.verdict == .fail)
        #expect(result.detail.utf8.count < 250)
    }

    @Test func controlCharactersAreNotShown() throws {
        let probe = probe()
        try print("\u{1b}[31mOutOfMemoryError\u{7}\n")
        #expect(words(probe) == "fail: the log says: ?[31mOutOfMemoryError?")
    }

    @Test func aLinkIsNotFollowedAndAPipeNotWaitedFor() throws {
        let other = try folder.write("other", "OutOfMemoryError\n")
        try Disk.symlink(to: other, at: log)
        #expect(words(probe()).hasPrefix("no data: the log cannot be read"))
        try Disk.unlink(log)
        try Disk.makeFIFO(log)
        #expect(words(probe()).hasPrefix("no data: the log cannot be read"))
    }

    @Test func whatComesWhileAnotherRunsCountsForNothing() throws {
        let alone = Mutex(true)
        let probe = probe(alone: { alone.withLock(\.self) })
        try print("all is well\n")
        #expect(words(probe) == "pass: not in the log")
        alone.withLock { $0 = false }
        try print("OutOfMemoryError of one\n")
        #expect(words(probe) == Self.mixed)
        alone.withLock { $0 = true }
        try print("OutOfMemoryError of one, its last words\n")
        #expect(words(probe) == Self.mixed)
        try print("all is well\n")
        #expect(words(probe) == "pass: not in the log")
        try print("OutOfMemoryError: mine\n")
        #expect(words(probe) == "fail: the log says: OutOfMemoryError: mine")
        alone.withLock { $0 = false }
        #expect(words(probe) == "fail: the log says: OutOfMemoryError: mine")
    }

    @Test func oneThatBeganWhileTheLogWasReadCounts() throws {
        let asked = Mutex(0)
        // At the making and at the first look it is alone, then it is not.
        let probe = probe(alone: {
            asked.withLock {
                $0 += 1; return $0 != 3
            }
        })
        try print("OutOfMemoryError\n")
        #expect(words(probe) == "no data: there is no log yet" || words(probe) == Self.mixed)
    }

    @Test func oneThatCameAndWentBetweenTwoLooksCountsToo() throws {
        try print("old\n")
        let probe = probe(alone: { true })
        try print("\(Self.time) slot 4 started, pid 9, incarnation 1\nOutOfMemoryError\n")
        try print("\(Self.time) slot 4 ended with signal 9\n")
        #expect(words(probe) == Self.mixed)
        try print("\(Self.time) slot 3 is ready\nOutOfMemoryError: mine\n")
        #expect(words(probe) == "fail: the log says: OutOfMemoryError: mine")
    }

    @Test func whatAStepPrintsCountsForNothing() throws {
        try print("old\n")
        let probe = probe(alone: { true })
        try print("\(Self.time) the step `bin/migrate` of generation 3 begins\n")
        #expect(words(probe) == Self.mixed)
        try print("OutOfMemoryError\n")
        #expect(words(probe) == Self.mixed)
        try print("OutOfMemoryError\n\(Self.time) the step `bin/migrate` of generation 3 ended with exit status 1\n")
        #expect(words(probe) == Self.mixed)
        try print("all is well\n")
        #expect(words(probe) == "pass: not in the log")
    }

    @Test(arguments: [
        ("slot 3 started, pid 77, incarnation 1\nOutOfMemoryError", true),
        ("slot 3 was taken over, pid 77, incarnation 1\nOutOfMemoryError", true),
        ("slot 3 started, pid 77, incarnation 1\nOutOfMemoryError\n@ slot 3 was taken over, pid 77, inc", true),
        // Of the process before.
        ("slot 3 started, pid 76, incarnation 1\nOutOfMemoryError", false),
        ("slot 3 started, pid 77, incarnation 1\nOutOfMemoryError\n@ slot 3 started, pid 77, incarnation 2", false),
        // Another ran beside it.
        ("slot 3 started, pid 77, incarnation 1\nOutOfMemoryError\n@ slot 2 ended with exit status 0", false),
        ("slot 3 started, pid 77, incarnation 1\n@ slot 2 ended with signal 9\nOutOfMemoryError", true),
        ("slot 3 started, pid 77, incarnation 1\n@ slot 2 is parked, 0 connections left\nOutOfMemoryError", false),
        ("slot 3 started, pid 77, incarnation 1\n@ the step `a b` of generation 3 begins\nOutOfMemoryError", false),
        ("slot 4 started, pid 77, incarnation 1\nOutOfMemoryError", false),
    ])
    func whatWasPrintedSinceItsProcessBeganIsLookedAt(_ lines: String, _ found: Bool) throws {
        try print("OutOfMemoryError of long ago\n@ \(lines)\n".split(separator: "@").joined(separator: Self.time))
        let told = words(probe(alone: { true }))
        #expect(told == (found ? "fail: the log says: OutOfMemoryError" : "pass: not in the log"))
        #expect(words(probe(alone: { false })) == Self.mixed)
    }

    @Test func aMarkLiesAnywhereInTheLatestPiece() throws {
        let line = Array("nothing to see here, go on and on\n".utf8)
        try print([UInt8]((0..<3000).flatMap { _ in line }))
        try print("\(Self.time) slot 3 started, pid 77, incarnation 1\n")
        try print([UInt8]((0..<3000).flatMap { _ in line }) + [UInt8](repeating: 120, count: 200_000) + [10])
        try print("OutOfMemoryError\n")
        #expect(words(probe(alone: { true })) == "fail: the log says: OutOfMemoryError")
    }

    @Test func anEmptiedLogIsReadAnew() throws {
        try print("a line that is longer than what follows it\n")
        let probe = probe()
        try Disk.truncate(log, to: 0)
        try print("OutOfMemoryError\n")
        #expect(words(probe) == "fail: the log says: OutOfMemoryError")
    }

    /// Only some file systems, such as the one in memory, hold files so long.
    @Test(.enabled(if: Files.isFolder("/dev/shm"))) func lengthsThatComeToTooMuchDoNotTrap() throws {
        let place = "/dev/shm/slipway-log-probe-\(getpid())"
        defer { for path in [place, place + ".1"] { try? Disk.unlink(path) } }
        try Disk.write(Array("x".utf8), to: try Disk.create(place, appending: true), place)
        var check = HealthCheck()
        check.log = "OutOfMemoryError"
        let probe = Probing.probe(
            check, ProbeTarget(ports: [], release: "/", environment: [:], shared: folder.path, log: place))
        guard (try? Disk.truncate(place, to: .max)) != nil else { return }
        try Disk.rename(place, to: place + ".1")
        try Disk.write(Array("x".utf8), to: try Disk.create(place, appending: true), place)
        try Disk.truncate(place, to: .max)
        #expect(words(probe) == "pass: not in the log, of which \(Int64.max >> 10) KiB were skipped")
    }
}
