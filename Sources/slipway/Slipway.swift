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

            Example: slipway help deploy
            """,
        groupedSubcommands: [
            CommandGroup(
                name: "Releases",
                subcommands: [
                    BuildCommand.self, ImageCommand.self, KeysCommand.self, InspectCommand.self, DiffCommand.self,
                    VerifyCommand.self, CollectCommand.self, SchemaCommand.self,
                ]),
            CommandGroup(
                name: "Going live",
                subcommands: [
                    DeployCommand.self, RollbackCommand.self, ConfigCommand.self, SecretCommand.self, PinCommand.self,
                    UnpinCommand.self, UndeployCommand.self,
                ]),
            CommandGroup(
                name: "Running",
                subcommands: [
                    StatusCommand.self, HistoryCommand.self, LogsCommand.self, DumpCommand.self, IncidentsCommand.self,
                    EventsCommand.self,
                    MetricsCommand.self, StartCommand.self,
                    StopCommand.self, RestartCommand.self, KillCommand.self, KillstartCommand.self, HoldCommand.self,
                    UnholdCommand.self, NodeCommand.self,
                ]),
            CommandGroup(name: "Itself", subcommands: [CompletionsCommand.self, ManCommand.self]),
        ])

    static func main() {
        ProcessTable.configureStaticLookups()
        setlocale(LC_CTYPE, "C.UTF-8")
        signal(SIGPIPE, SIG_IGN)
        let words = Array(CommandLine.arguments.dropFirst())
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
            Terminal.fail(UsageMistake.refusal(error.message, words))
        } catch {
            if exitCode(for: error) == .success, !(error is ArgumentParser.ExitCode) {
                Terminal.answer(fullMessage(for: error))
                Terminal.end()
            }
            // The exit codes of verbs are the parser's to carry out; the rest is told in its own words.
            if exitCode(for: error) != .failure || error is ArgumentParser.ExitCode { exit(withError: error) }
            Terminal.fail(Refusal(.failed, "\(error)"))
        }
    }

    /// What the parser complains of is told in our words.
    static func parsed(_ words: [String]) throws -> any ParsableCommand {
        try UsageMistake.refuseUnknownVerb(words)
        do {
            return try parseAsRoot(words)
        } catch  where exitCode(for: error) != .success {
            throw UsageMistake.refusal(message(for: error), words)
        }
    }

    /// Verbs with their names, in the order of the help text.
    static var verbs: [(name: String, command: any ParsableCommand.Type)] { subverbs(of: self) }

    static func subverbs(of command: any ParsableCommand.Type) -> [(name: String, command: any ParsableCommand.Type)] {
        let configuration = command.configuration
        return (configuration.ungroupedSubcommands + configuration.groupedSubcommands.flatMap(\.subcommands))
            .map { ($0.configuration.commandName ?? "", $0) }
    }
}
