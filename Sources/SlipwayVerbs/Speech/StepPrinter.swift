import Glibc
import SlipwayControl

/// Shows the steps of a switch: on a terminal one line per step that completes in place, else a plain line at its end.
final class StepPrinter {
    private let quiet: Bool
    private var lineIsOpen = false
    /// What the present step of the release's own runs.
    private var command: String?

    init(quiet: Bool) { self.quiet = quiet }

    func show(_ report: StepReport) {
        guard !quiet else { return }
        switch report.phase {
        case .begun, .undoing:
            command = nil
            if report.phase == .begun { open(StepWords.name(report.step)) }
        case .done: end(Terminal.toned("✓", .good), report)
        case .failed, .undoFailed: end(Terminal.toned("✗", .bad), report)
        case .undone: end(Terminal.toned("↩", .strong), report)
        case .note where report.step == StepWords.own:
            command = report.detail
            if lineIsOpen, let command { clear(); open("\(StepWords.own): \(command)") }
        case .note:
            guard let detail = report.detail else { return }
            clear()
            Terminal.tell(Terminal.toned("    \(StepWords.name(report.step)): \(detail)", .faint))
        }
    }

    private func open(_ name: String) {
        guard Terminal.isRich else { return }
        Terminal.write("  … \(name)", to: 2)
        lineIsOpen = true
    }

    private func end(_ mark: String, _ report: StepReport) {
        clear()
        let took = report.took.map { Terminal.toned("  \(Self.duration($0))", .faint) } ?? ""
        Terminal.tell("  \(mark) \(StepWords.ended(report, command))\(took)")
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
