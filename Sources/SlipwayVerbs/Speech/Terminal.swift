import Glibc
import SlipwayControl
package import SlipwayModel
import SlipwaySystem
import Synchronization

/// The rules of what a person sees: answers on standard output, everything else on standard error, colour only on a
/// terminal that wants it, one way out for every failure.
package enum Terminal {
    package static let isRich = isRich(2, ProcessTable.environment())

    /// Whether a stream is a terminal that wants colours and lines drawn anew (no-color.org).
    package static func isRich(_ stream: Int32, _ environment: [String: String]) -> Bool {
        isatty(stream) == 1 && (environment["NO_COLOR"] ?? "").isEmpty && (environment["TERM"] ?? "dumb") != "dumb"
    }

    package enum Tone: String {
        case good = "32"
        case bad = "31"
        case faint = "2"
        case strong = "1"
    }

    package static func toned(_ text: String, _ tone: Tone, to stream: Int32 = 2) -> String {
        guard isRich, isatty(stream) == 1 else { return text }
        return "\u{1b}[\(tone.rawValue)m\(text)\u{1b}[0m"
    }

    package static func answer(_ text: String) { write(text + "\n", to: 1) }
    package static func tell(_ text: String) { write(text + "\n", to: 2) }

    package static func write(_ text: String, to stream: Int32) {
        var rest = Array(text.utf8)[...]
        while !rest.isEmpty {
            let count = rest.withUnsafeBytes { Glibc.write(stream, $0.baseAddress, $0.count) }
            if count < 0, errno == EINTR { continue }
            if count <= 0 { return stream == 1 ? lost(errno) : () }
            rest = rest.dropFirst(count)
        }
    }

    /// Why an answer could not be written: what was begun goes on to its end all the same.
    private static let loss = Mutex<Int32?>(nil)

    private static func lost(_ code: Int32) { loss.withLock { $0 = $0 ?? code } }

    /// Whether nobody can read answers any more: a pipe whose reader has gone, a full disk.
    package static var isUnheard: Bool {
        if loss.withLock({ $0 != nil }) { return true }
        var entry = pollfd(fd: 1, events: 0, revents: 0)
        return poll(&entry, 1, 0) > 0
    }

    /// Returns once a pipe's reader has gone; never for what is no pipe.
    package static func awaitUnheard() {
        var entry = pollfd(fd: 1, events: 0, revents: 0)
        while poll(&entry, 1, -1) <= 0 {}
    }

    /// How a program ends that has done what was asked of it. A reader that has had enough is no failure.
    package static func end() -> Never {
        guard let code = loss.withLock({ $0 }), code != EPIPE else { exit(0) }
        let reason = SystemError("write", "the answer", code)
        complain(
            Refusal(
                reason.refusal.code == .noRoom ? .noRoom : .failed, reason.description,
                hint: "send it elsewhere; what was asked for is done"))
        exit((reason.refusal.code == .noRoom ? SlipwayModel.ExitCode.noRoom : .failed).rawValue)
    }

    /// With `--json` the failure is a document too, on standard output.
    package static func fail(_ refusal: Refusal) -> Never {
        if CommandLine.arguments.contains("--json"),
            let text = try? JSONText.string(FailureDocument(refusal), pretty: true)
        {
            answer(text)
        } else {
            complain(refusal)
        }
        exit(refusal.code.rawValue)
    }

    package static func complain(_ refusal: Refusal) {
        tell(toned("slipway: ", .bad) + refusal.sentence)
        for line in refusal.detail { tell(toned(line, .faint)) }
        if let hint = refusal.hint { tell("hint: " + hint) }
    }
}
