import Glibc
import SlipwayModel
import SlipwayObserve
import SlipwaySystem
import SlipwayTesting
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

    @Test func anEmptiedLogIsReadAnew() throws {
        try print("a line that is longer than what follows it\n")
        let probe = probe()
        try Disk.truncate(log, to: 0)
        try print("OutOfMemoryError\n")
        #expect(words(probe) == "fail: the log says: OutOfMemoryError")
    }
}
