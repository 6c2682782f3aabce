import Glibc
import SlipwayModel
import SlipwaySystem

/// The rules of what a person sees: answers on standard output, everything else on standard error, colour only on a
/// terminal that wants it, one way out for every failure.
enum Terminal {
    static let isRich =
        isatty(2) == 1 && getenv("NO_COLOR") == nil && String(cString: getenv("TERM") ?? strdup("dumb")) != "dumb"

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

    private struct Failure: Encodable {
        var schema = 1
        var outcome = "failed"
        var code: Int32
        var sentence: String
        var hint: String?
        var detail: [String]
    }

    /// With `--json` the failure is a document too, on standard output.
    static func fail(_ refusal: Refusal) -> Never {
        if CommandLine.arguments.contains("--json") {
            let failure = Failure(
                code: refusal.code.rawValue, sentence: refusal.sentence, hint: refusal.hint, detail: refusal.detail)
            if let text = try? JSONText.string(failure, pretty: true) {
                answer(text)
                exit(refusal.code.rawValue)
            }
        }
        tell(toned("slipway: ", .bad) + refusal.sentence)
        for line in refusal.detail { tell(toned(line, .faint)) }
        if let hint = refusal.hint { tell("hint: " + hint) }
        exit(refusal.code.rawValue)
    }
}
