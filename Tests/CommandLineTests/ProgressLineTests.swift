import Glibc
import SlipwayBuild
import SlipwaySystem
import Testing

@testable import SlipwayVerbs
@testable import slipway

@Suite struct ProgressLineTests {
    private static let colours = ["TERM": "xterm"]

    /// A terminal of its own: what is written to `line` is read from `screen`.
    private struct PseudoTerminal {
        let screen: OpenFile
        let line: OpenFile

        /// Requests of ioctl_tty(2).
        private static let unlock: UInt = 0x4004_5431
        private static let number: UInt = 0x8004_5430

        init() throws {
            let screen = OpenFile(
                owning: try checked("open", "a terminal") { open("/dev/ptmx", O_RDWR | O_NOCTTY | O_CLOEXEC) })
            self.screen = screen
            var locked: Int32 = 0
            try checked("unlock", "a terminal") { ioctl(screen.fd, Self.unlock, &locked) }
            var number: UInt32 = 0
            try checked("name", "a terminal") { ioctl(screen.fd, Self.number, &number) }
            line = OpenFile(
                owning: try checked("open", "a terminal") {
                    open("/dev/pts/\(number)", O_RDWR | O_NOCTTY | O_CLOEXEC)
                })
        }

        func shown() throws -> String { try ProgressLineTests.text(screen) }
    }

    /// All that has been written so far.
    private static func text(_ file: OpenFile) throws -> String {
        var bytes: [UInt8] = []
        var piece = [UInt8](repeating: 0, count: 65_536)
        while Waiting.until(readable: file.fd, deadline: Clock.monotonic()) {
            let count = try piece.withUnsafeMutableBytes { try file.read(into: $0) }
            if count == 0 { break }
            bytes += piece[..<count]
        }
        return String(decoding: bytes, as: UTF8.self)
    }

    private func show(to stream: Int32, _ environment: [String: String]) {
        let line = ProgressLine(quiet: false, stream: stream, redraws: Terminal.isRich(stream, environment))
        line.show(.progress("packing jdk", done: 50, total: 100))
        line.show(.step("jdk: 12 files"))
    }

    @Test func aTerminalSeesABarThatIsTakenAway() throws {
        let terminal = try PseudoTerminal()
        show(to: terminal.line.fd, Self.colours)
        let bar = String(repeating: "█", count: 15) + String(repeating: "░", count: 15)
        #expect(try terminal.shown() == "  packing jdk \(bar) 50 % of 100 B\r\u{1b}[K  jdk: 12 files\r\n")
    }

    @Test(arguments: [["TERM": "xterm", "NO_COLOR": "1"], ["TERM": "dumb"], [:]])
    func aTerminalThatWantsItPlainSeesLinesOnly(_ environment: [String: String]) throws {
        let terminal = try PseudoTerminal()
        show(to: terminal.line.fd, environment)
        #expect(try terminal.shown() == "  jdk: 12 files\r\n")
    }

    @Test func aPipeGetsLinesOnly() throws {
        let pipe = try Pipe()
        let writer = try #require(pipe.writer)
        show(to: writer.fd, Self.colours)
        #expect(try Self.text(pipe.reader) == "  jdk: 12 files\n")
    }

    @Test func quietIsQuiet() throws {
        let pipe = try Pipe()
        let line = ProgressLine(quiet: true, stream: try #require(pipe.writer).fd, redraws: false)
        line.show(.step("jdk: 12 files"))
        #expect(try Self.text(pipe.reader) == "")
    }

    @Test func anEmptyWishForNoColourIsNone() throws {
        let terminal = try PseudoTerminal()
        #expect(Terminal.isRich(terminal.line.fd, ["TERM": "xterm", "NO_COLOR": ""]))
    }
}
