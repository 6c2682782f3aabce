import ArgumentParser
import Glibc
import SlipwayModel
import SlipwaySystem

extension CommandTree {
    /// A whole run of the program: parse, hand over to a verb, turn what it throws into words and an exit code.
    package func run(_ words: [String]) -> Never {
        ProcessTable.configureStaticLookups()
        setlocale(LC_CTYPE, "C.UTF-8")
        signal(SIGPIPE, SIG_IGN)
        makeCurrent()
        // Not the parser's own --version: `build --version V` names the release's.
        if words.first == "--version", words.dropFirst().allSatisfy({ ["--json", "--quiet", "-q"].contains($0) }) {
            Terminal.answer("slipway \(Program.version)")
            Terminal.end()
        }
        do {
            var command = try parsed(words)
            try command.run()
            Terminal.end()
        } catch let refusal as Refusal {
            Terminal.fail(refusal)
        } catch let error as SystemError {
            Terminal.fail(error.refusal)
        } catch let error as ValidationError {
            Terminal.fail(UsageMistake.refusal(error.message, words, of: self))
        } catch {
            end(with: error)
        }
    }

    /// What is neither a refusal nor a usage mistake: help, exit codes of verbs, and what nobody expected.
    private func end(with error: any Error) -> Never {
        if root.exitCode(for: error) == .success, !(error is ArgumentParser.ExitCode) {
            Terminal.answer(root.fullMessage(for: error))
            Terminal.end()
        }
        // The exit codes of verbs are the parser's to carry out; the rest is told in its own words.
        if root.exitCode(for: error) != .failure || error is ArgumentParser.ExitCode { root.exit(withError: error) }
        Terminal.fail(Refusal(.failed, "\(error)"))
    }
}
