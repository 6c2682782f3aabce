import Glibc
import SlipwayControl
import SlipwayModel
import SlipwaySystem

/// Shows the status until Ctrl-C: on a terminal drawn anew each second, else a block each time something has changed.
struct StatusWatch {
    private let node: NodeOptions
    private let app: String?
    /// Milliseconds between two looks.
    private static let pace: Int64 = 1000

    init(_ node: NodeOptions, app: String?) {
        self.node = node
        self.app = app
    }

    func run() throws {
        let interrupts = try SignalSource([SIGINT, SIGTERM])
        let redraws = Terminal.isRich && isatty(1) == 1
        var drawn = 0
        var last: StatusDocument?
        repeat {
            let document = try StatusCommand.ask(node, app)
            if redraws {
                drawn = draw(document, over: drawn)
            } else if Self.steady(document) != last {
                if last != nil { Terminal.answer("") }
                lines(document).forEach(Terminal.answer)
                last = Self.steady(document)
            }
            if Terminal.isUnheard { return }
        } while !Waiting.until(readable: interrupts.file.fd, deadline: Clock.monotonic() + Self.pace)
        // The terminal has shown ^C in the middle of a line.
        if isatty(2) == 1 { Terminal.tell("") }
    }

    private func lines(_ document: StatusDocument) -> [String] {
        StatusCommand.lines(document, one: app != nil, node, now: Clock.wall())
    }

    /// Returns how many rows it took.
    private func draw(_ document: StatusDocument, over drawn: Int) -> Int {
        let lines = lines(document)
        let back = drawn > 0 ? "\r\u{1b}[\(drawn)A" : ""
        // Wrapped lines would break the count of rows, so the terminal cuts them meanwhile.
        let text = lines.map { $0 + "\u{1b}[K\n" }.joined()
        Terminal.write(back + "\u{1b}[?7l" + text + "\u{1b}[J\u{1b}[?7h", to: 1)
        return lines.count
    }

    /// Without what changes at each look.
    private static func steady(_ document: StatusDocument) -> StatusDocument {
        var steady = document
        for app in steady.apps.indices {
            for probe in steady.apps[app].health.indices { steady.apps[app].health[probe].detail = "" }
        }
        return steady
    }
}
