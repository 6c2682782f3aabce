import Glibc
import SlipwayModel
import SlipwaySupervise
import SlipwaySystem
import SlipwayTesting
import Synchronization
import Testing

@Suite struct LogCollectorTests {
    private let folder: TemporaryFolder
    private let app: AppLayout
    private let log: LogCollector
    private static let drop = ServiceSpec.Logs(whenFull: .drop)

    init() throws {
        folder = try TemporaryFolder("logs")
        app = AppLayout(folder: folder("apps/shop"))
        try Folders.make(app.run)
        log = try LogCollector(app, compressor: PieceCompressor(program: try #require(WrapperRig.program)))
    }

    private func lines() throws -> [String] { try PieceReader.lines(app.log) }

    @discardableResult
    private func print(_ text: String, to end: OpenFile) -> Int {
        Array(text.utf8).withUnsafeBytes { write(end.fd, $0.baseAddress, $0.count) }
    }

    @Test func aFullPipeCostsLinesOrTimeAsIsWished() throws {
        let dropping = try log.writer(Self.drop)
        let waiting = try log.writer(ServiceSpec.Logs(whenFull: .wait))
        #expect(fcntl(dropping.fd, F_GETFL) & O_NONBLOCK != 0)
        #expect(fcntl(waiting.fd, F_GETFL) & O_NONBLOCK == 0)
        var printed = 0
        while print("a line of a program\n", to: dropping) > 0 { printed += 1 }
        #expect(errno == EAGAIN)
        log.collect()
        print("after it\n", to: dropping)
        log.collect()
        let lines = try lines()
        #expect(lines.filter { $0 == "a line of a program" }.count == printed)
        #expect(lines.filter { $0.hasSuffix(" the pipe was full, lines may have been lost") }.count == 1)
        #expect(lines.last == "after it" && log.dropped == 0)
    }

    @Test func aPipeThatIsOnlyWaitedForIsNotToldOf() throws {
        let waiting = try log.writer(ServiceSpec.Logs(whenFull: .wait))
        let filler = try FIFO.open(app.logPipe)
        while print("a line of a program\n", to: filler) > 0 {}
        log.collect()
        print("after it\n", to: waiting)
        log.collect()
        #expect(try !lines().contains { $0.contains("full") })
    }

    @Test func linesThatFindNoRoomAreCountedAndConfessed() throws {
        let end = try log.writer(Self.drop)
        print("one\nhalf of ", to: end)
        log.collect()
        DiskFaults.full(below: folder.path, when: { true }) {
            print("two\nthree\nfour, ", to: end)
            log.collect()
            #expect(log.dropped == 2)
            print("its rest", to: end)
            log.collect()
            #expect(log.dropped == 2)
        }
        // Room again, within a line whose beginning is lost.
        print(" and its end\nfive\nsix\n", to: end)
        log.collect()
        #expect(log.dropped == 3)
        var lines = try lines()
        lines.removeFirst()
        let confession = try #require(lines.firstIndex { $0.contains(" 3 lines were lost") })
        #expect(lines[confession].hasPrefix("slipway: "))
        lines.remove(at: confession)
        #expect(lines == ["one", "half of ", "five", "six"])
    }

    /// A loud program, many rotations, and a disk that is full now and then: each line is there once or counted.
    @Test func nothingIsLostUncounted() throws {
        let time = Mutex<Int64>(0)
        let log = try LogCollector(
            app, compressor: PieceCompressor(program: try #require(WrapperRig.program)),
            clock: {
                time.withLock {
                    $0 += 1000
                    return $0
                }
            })
        log.obey(ServiceSpec.Logs(size: 40_000, keep: 1000, whenFull: .wait))
        let isFull = Mutex(false)
        let end = try FIFO.open(app.logPipe)
        var printed: [String] = []
        try DiskFaults.full(below: app.logs, when: { isFull.withLock { $0 } }) {
            for round in 0..<400 {
                isFull.withLock { $0 = round % 7 == 3 }
                var text = ""
                for number in 0..<(round % 50 + 5) {
                    printed.append("line \(round) \(number) \(String(repeating: "x", count: (round * number) % 90))")
                    text += printed.last! + "\n"
                }
                // In two parts, cut anywhere.
                let bytes = Array(text.utf8)
                let cut = (round * 37) % bytes.count
                for part in [bytes[..<cut], bytes[cut...]] {
                    try #require(part.withUnsafeBytes { write(end.fd, $0.baseAddress, $0.count) } == part.count)
                    log.collect()
                }
                log.tend()
            }
            isFull.withLock { $0 = false }
        }
        print("last\n", to: end)
        log.collect()
        let lines = try lines()
        let told = lines.filter { $0.contains("lines were lost") }.compactMap { Int($0.split(separator: " ")[2]) }
        #expect(told.reduce(0, +) == log.dropped && log.dropped > 100)
        let known = Set(printed)
        let whole = lines.filter { known.contains($0) }
        let once = Set(whole)
        #expect(once.count == whole.count && whole == printed.filter { once.contains($0) })
        #expect(whole.count + log.dropped == printed.count)
        // Besides, there are only the beginnings of lines that were cut.
        let odd = lines.filter { !known.contains($0) && !$0.hasPrefix("slipway: ") && $0 != "last" }
        #expect(odd.allSatisfy { line in printed.contains { $0.hasPrefix(line) } }, "\(odd)")
        #expect(try Files.names(in: app.logs).filter { $0.hasPrefix("shop.log.0") }.count > 10)
    }

    @Test func aLineWithoutEndIsCutAtTwiceTheSize() throws {
        log.obey(ServiceSpec.Logs(size: 10_000, keep: 9, whenFull: .wait))
        let end = try FIFO.open(app.logPipe)
        for _ in 0..<12 {
            print(String(repeating: "x", count: 4000), to: end)
            log.collect()
        }
        #expect(try Files.names(in: app.logs).contains("shop.log.000001"))
        #expect(try lines().joined().filter { $0 == "x" }.count == 48_000)
    }

    @Test func ourOwnLineComesAfterAllThatWasSaidBeforeIt() throws {
        let end = try log.writer(Self.drop)
        print("said before", to: end)
        log.say("a word")
        print("said after\n", to: end)
        log.collect()
        let lines = try lines()
        #expect(lines.dropFirst().first == "said before" && lines.last == "said after")
        #expect(lines.dropFirst(2).first?.hasSuffix("Z a word") == true)
    }

    /// Of a wrapper that was killed.
    private func successor(after old: WrapperStatus? = nil) throws -> LogCollector {
        try LogCollector(app, after: old, compressor: PieceCompressor(program: "/none"))
    }

    @Test func whatWasLostAndNotToldOfIsToldByTheNextCollector() throws {
        let end = try log.writer(Self.drop)
        DiskFaults.full(below: folder.path, when: { true }) {
            print("one\ntwo\n", to: end)
            log.collect()
        }
        #expect(log.dropped == 2 && log.confessed == 0)
        var old = JSONTests.status
        (old.dropped, old.logConfessed) = (5, 3)
        let next = try successor(after: old)
        #expect(next.dropped == 5 && next.confessed == 3)
        print("three\n", to: end)
        next.collect()
        #expect(try lines().suffix(2).first?.hasSuffix(" 2 lines were lost, they could not be written") == true)
        #expect(try lines().last == "three" && next.confessed == 5)
        // An earlier version had told all, or did not say.
        old.logConfessed = nil
        let third = try successor(after: old)
        #expect(third.dropped == 5 && third.confessed == 5)
    }

    @Test func aHalfLineIsEndedBeforeTheFirstWordOfTheNextCollector() throws {
        let end = try log.writer(Self.drop)
        print("half a li", to: end)
        log.collect()
        let next = try successor()
        next.say("a word")
        #expect(try lines().dropFirst().first == "half a li" && lines().last?.hasSuffix("Z a word") == true)
    }

    @Test func aHalfLineGoesOnWithTheNextCollector() throws {
        let end = try log.writer(Self.drop)
        print("half a li", to: end)
        log.collect()
        let next = try successor()
        print("ne\n", to: end)
        next.collect()
        #expect(try lines().last == "half a line")
    }

    /// There is room for a program's line again, and not yet for one of ours.
    @Test(arguments: [1, 2, 3]) func aLineCutByAFullDiskIsNoPartOfTheNext(failing: Int) throws {
        let end = try log.writer(Self.drop)
        print("half of ", to: end)
        log.collect()
        let changes = Mutex(Int.min)
        let isFull: @Sendable () -> Bool = {
            changes.withLock {
                $0 += $0 < 0 ? 0 : 1
                return $0 < 0 || $0 == failing
            }
        }
        DiskFaults.full(below: app.logs, when: isFull) {
            print("two\n", to: end)
            log.collect()
            #expect(log.dropped == 1)
            changes.withLock { $0 = 0 }
            print("next\n", to: end)
            log.collect()
        }
        #expect(try lines().dropFirst() == ["half of ", "next"] && log.dropped == 1 && log.confessed == 0)
    }

    @Test func whatIsInThePipeIsThereForTheNextCollector() throws {
        let end = try log.writer(Self.drop)
        print("between\n", to: end)
        let next = try successor()
        next.collect()
        #expect(try lines().last == "between")
    }
}
