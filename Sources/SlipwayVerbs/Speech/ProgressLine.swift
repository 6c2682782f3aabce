import SlipwayModel
import SlipwaySystem

/// Shows what a long command is doing: on a terminal one line that is drawn anew, else a plain line for each step.
package final class ProgressLine {
    private let quiet: Bool
    private var isOpen = false
    private var drawn: Int64 = 0
    private static let width = 30

    private let stream: Int32
    private let redraws: Bool

    package init(quiet: Bool, stream: Int32 = 2, redraws: Bool = Terminal.isRich) {
        self.quiet = quiet
        self.stream = stream
        self.redraws = redraws
    }

    /// Something is done; the line stays.
    package func step(_ text: String) {
        guard !quiet else { return }
        clear()
        Terminal.write("  \(text)\n", to: stream)
    }

    /// In bytes; `total` 0 when nobody knows.
    package func progress(_ text: String, done: Int64, total: Int64) {
        guard !quiet, redraws else { return }
        // Ten times a second is enough for eyes.
        let now = Clock.monotonic()
        guard now - drawn >= 100 else { return }
        drawn = now
        clear()
        Terminal.write("  \(text) \(Self.bar(done, total))", to: stream)
        isOpen = true
    }

    /// Takes the open line away; nothing of it stays on the screen.
    package func clear() {
        if isOpen { Terminal.write("\r\u{1b}[K", to: stream) }
        isOpen = false
    }

    private static func bar(_ done: Int64, _ total: Int64) -> String {
        guard total > 0 else { return Sizes.text(done) }
        let share = Double(min(max(done, 0), total)) / Double(total)
        let full = Int(share * Double(width))
        return String(repeating: "█", count: full) + String(repeating: "░", count: width - full)
            + " \(Int(share * 100)) % of \(Sizes.text(total))"
    }
}
