import ArgumentParser
import Glibc
import SlipwayModel
import SlipwaySystem

/// The one command: parse, hand over to a verb, turn what it throws into words and an exit code.
@main
struct Slipway: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "slipway",
        abstract: "Builds releases of Tomcat services, and runs them on plain Linux hosts.",
        discussion: """
            First steps:
              slipway build recipes/hello
              slipway node up --root ~/node
              slipway deploy hello --root ~/node
              slipway status --root ~/node
            """,
        subcommands: [
            BuildCommand.self, ImageCommand.self, DeployCommand.self, RollbackCommand.self, StatusCommand.self,
            HistoryCommand.self, LogsCommand.self, StartCommand.self, StopCommand.self, RestartCommand.self,
            KillCommand.self, NodeCommand.self,
        ])

    static func main() {
        ProcessTable.configureStaticLookups()
        setlocale(LC_CTYPE, "C.UTF-8")
        signal(SIGPIPE, SIG_IGN)
        // Not the parser's own --version: `build --version V` names the release's.
        if CommandLine.arguments.dropFirst() == ["--version"] { return Terminal.answer("slipway \(Program.version)") }
        do {
            try refuseUnknownVerb(CommandLine.arguments.dropFirst().first)
            var command = try parseAsRoot()
            try command.run()
        } catch let refusal as Refusal {
            Terminal.fail(refusal)
        } catch let error as SystemError {
            Terminal.fail(error.refusal)
        } catch {
            // What the parser throws has an exit code of its own; the rest is told in its own words.
            if exitCode(for: error) != .failure || error is ArgumentParser.ExitCode { exit(withError: error) }
            Terminal.fail(Refusal(.failed, "\(error)"))
        }
    }

    /// The parser would complain of the first option it does not know, not of the verb.
    private static func refuseUnknownVerb(_ word: String?) throws {
        guard let word, !word.hasPrefix("-"), word != "help" else { return }
        let verbs = configuration.subcommands.compactMap { $0.configuration.commandName }
        guard !verbs.contains(word) else { return }
        throw Refusal(.usage, "there is no verb \(word)", hint: "the verbs are " + verbs.joined(separator: ", "))
    }
}
