import Glibc
import SlipwayControl
import SlipwayModel
import SlipwaySystem

/// The rules of what a person sees: answers on standard output, everything else on standard error, colour only on a
/// terminal that wants it, one way out for every failure.
enum Terminal {
    static let isRich = isRich(2, ProcessTable.environment())

    /// Whether a stream is a terminal that wants colours and lines drawn anew (no-color.org).
    static func isRich(_ stream: Int32, _ environment: [String: String]) -> Bool {
        isatty(stream) == 1 && (environment["NO_COLOR"] ?? "").isEmpty && (environment["TERM"] ?? "dumb") != "dumb"
    }

    enum Tone: String {
        case good = "32"
        case bad = "31"
        case faint = "2"
        case strong = "1"
    }

    static func toned(_ text: String, _ tone: Tone, to stream: Int32 = 2) -> String {
        guard isRich, isatty(stream) == 1 else { return text }
        return "\u{1b}[\(tone.rawValue)m\(text)\u{1b}[0m"
    }

    static func answer(_ text: String) { write(text + "\n", to: 1) }
    static func tell(_ text: String) { write(text + "\n", to: 2) }

    static func write(_ text: String, to stream: Int32) {
        var rest = Array(text.utf8)[...]
        while !rest.isEmpty {
            let count = rest.withUnsafeBytes { Glibc.write(stream, $0.baseAddress, $0.count) }
            if count <= 0 { return }
            rest = rest.dropFirst(count)
        }
    }

    /// With `--json` the failure is a document too, on standard output.
    static func fail(_ refusal: Refusal) -> Never {
        if CommandLine.arguments.contains("--json"),
            let text = try? JSONText.string(FailureDocument(refusal), pretty: true)
        {
            answer(text)
        } else {
            complain(refusal)
        }
        exit(refusal.code.rawValue)
    }

    static func complain(_ refusal: Refusal) {
        tell(toned("slipway: ", .bad) + refusal.sentence)
        for line in refusal.detail { tell(toned(line, .faint)) }
        if let hint = refusal.hint { tell("hint: " + hint) }
    }
}
