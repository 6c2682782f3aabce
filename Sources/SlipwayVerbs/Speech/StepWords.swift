import SlipwayControl

/// What the steps of a switch are called, and how their ends are told.
enum StepWords {
    /// Steps of a release's own are called so, with their numbers; a note of this name holds what one of them runs.
    static let own = "step"

    private static let words: [String: String] = [
        "verify": "verify the bundle", "install": "install", "create": "make the generation",
        "yield": "stop the old one", "start": "start the new one",
        "gate": "health at the gate", "admit": "let clients in", "point": "point current",
        "trial": "health on trial", "commit": "commit",
    ]

    static func name(_ step: String) -> String { words[step] ?? step }

    /// `command`: what a step of the release's own has run last, forward or back.
    static func ended(_ report: StepReport, _ command: String?) -> String {
        let name = name(report.step)
        if report.step.hasPrefix(own + " ") { return endedOwn(report, name, command) }
        let detail = report.detail.map { ": " + $0 } ?? ""
        switch report.phase {
        case .undone: return "undone: \(name)\(detail)"
        case .undoFailed: return "could not be undone: \(name)\(detail)"
        case .begun, .done, .failed, .undoing, .note: return name + detail
        }
    }

    private static func endedOwn(_ report: StepReport, _ name: String, _ command: String?) -> String {
        let ran = command.map { ": " + $0 } ?? ""
        let why = report.detail.map { ": " + rest(of: $0, after: command) } ?? ""
        switch report.phase {
        case .undone: return command == nil ? "\(name): nothing to undo" : "\(name) undone\(ran)"
        case .undoFailed: return "\(name) could not be undone\(ran)\(why)"
        case .begun, .done, .failed, .undoing, .note: return name + ran + why
        }
    }

    /// The reason without the command, which stands before it already.
    private static func rest(of reason: String, after command: String?) -> String {
        guard let command else { return reason }
        let name = "the step `\(command)` "
        return reason.hasPrefix(name) ? String(reason.dropFirst(name.count)) : reason
    }
}
