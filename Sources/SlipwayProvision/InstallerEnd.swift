import SlipwayModel
import SlipwaySystem

/// Decides from how an installer ended, and from its last words, what is told of it.
enum InstallerEnd {
    /// Our programs write `slipway: SENTENCE`, then lines of evidence, then `hint: …`.
    static func refusal(_ ending: Ending, _ errors: [String]) -> Refusal {
        let code =
            if case .exited(let number) = ending { ExitCode(rawValue: number) ?? .failed } else { ExitCode.failed }
        guard let place = errors.lastIndex(where: { $0.hasPrefix(mark) }) else {
            let said = errors.filter { !$0.isEmpty }
            return Refusal(
                code, "the installer failed with \(ending)" + (said.last.map { ": \($0)" } ?? ""),
                detail: said.suffix(3))
        }
        var detail: [String] = []
        var hint: String?
        for line in errors[(place + 1)...].prefix(40) where !line.isEmpty {
            if line.hasPrefix("hint: ") {
                hint = String(line.dropFirst("hint: ".count))
                break
            }
            detail.append(line)
        }
        return Refusal(code, String(errors[place].dropFirst(mark.count)), hint: hint, detail: detail)
    }

    private static let mark = "slipway: "
}
