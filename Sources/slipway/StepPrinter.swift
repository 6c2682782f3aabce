import Glibc
import SlipwayControl

/// Shows the steps of a switch: on a terminal one line per step that completes in place, else a plain line at its end.
final class StepPrinter {
    private let quiet: Bool
    private var lineIsOpen = false
    private static let words: [String: String] = [
        "verify": "verify the bundle", "install": "install", "create": "make the generation",
        "yield": "stop the old one", "start": "start the new one",
        "gate": "health at the gate", "admit": "let clients in", "point": "point current",
        "trial": "health on trial", "commit": "commit",
    ]

    init(quiet: Bool) { self.quiet = quiet }

    func show(_ report: StepReport) {
        guard !quiet else { return }
        let name = Self.words[report.step] ?? report.step
        switch report.phase {
        case .begun:
            guard Terminal.isRich else { return }
            Terminal.write("  … \(name)", to: 2)
            lineIsOpen = true
        case .undoing: return
        case .done: end(Terminal.toned("✓", .good), name, report)
        case .failed: end(Terminal.toned("✗", .bad), name, report)
        case .undone: end(Terminal.toned("↩", .strong), "undone: \(name)", report)
        case .undoFailed: end(Terminal.toned("✗", .bad), "could not be undone: \(name)", report)
        case .note:
            if let detail = report.detail { clear(); Terminal.tell(Terminal.toned("    \(name): \(detail)", .faint)) }
        }
    }

    private func end(_ mark: String, _ name: String, _ report: StepReport) {
        clear()
        let detail = report.detail.map { ": " + $0 } ?? ""
        let took = report.took.map { Terminal.toned("  \(Self.duration($0))", .faint) } ?? ""
        Terminal.tell("  \(mark) \(name)\(detail)\(took)")
    }

    /// Ends a line that is still open.
    func close() { clear() }

    private func clear() {
        if lineIsOpen { Terminal.write("\r\u{1b}[K", to: 2) }
        lineIsOpen = false
    }

    static func duration(_ milliseconds: Int64) -> String {
        milliseconds < 1000 ? "\(milliseconds) ms" : "\(Double(milliseconds / 10) / 100) s"
    }
}
