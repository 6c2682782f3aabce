import Glibc
import SlipwayModel
import SlipwaySystem

/// Asks a person whether to go on. Where nobody can be asked, the consent has to have been given before.
struct Consent {
    let isGiven: Bool

    func ask(_ question: String) throws {
        if isGiven { return }
        guard isatty(0) == 1, isatty(2) == 1 else {
            throw Refusal(
                .usage, "nobody can be asked whether to go on, and nothing was changed",
                hint: "when that is what you want, say so: --yes")
        }
        Terminal.write(question + " [y/N] ", to: 2)
        let answer = readLine(strippingNewline: true) ?? ""
        guard ["y", "yes"].contains(answer.lowercased()) else {
            throw Refusal(.failed, "not gone on with, and nothing was changed")
        }
    }
}
