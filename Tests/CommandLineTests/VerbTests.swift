import ArgumentParser
import Testing

@testable import SlipwayVerbs
@testable import slipway

@Suite struct VerbTests {
    struct Verb: Sendable, CustomStringConvertible {
        var path: String
        var command: any ParsableCommand.Type
        var description: String { path }
    }

    /// Groups and what is in them: `config`, `config get` …
    static let all: [Verb] = Slipway.tree.verbs.flatMap { name, command in
        [Verb(path: name, command: command)]
            + CommandTree.subverbs(of: command).map { Verb(path: name + " " + $0.name, command: $0.command) }
    }

    private static let tool = Result { try ToolDescription(of: Slipway.tree) }

    @Test func thereAreAsManyAsThereShouldBe() {
        #expect(Set(Self.all.map(\.path)).count == Self.all.count)
        #expect(Self.all.count > 35)
    }

    @Test(arguments: all)
    func everyVerbHasAnExampleOfItself(_ verb: Verb) {
        let discussion = verb.command.configuration.discussion
        #expect(discussion.contains("Example: slipway \(verb.path)"), "\(verb.path): \(discussion)")
        #expect(!verb.command.configuration.abstract.isEmpty)
    }

    @Test(arguments: all)
    func everyVerbIsInTheBook(_ verb: Verb) throws {
        #expect(try Repository.text("docs/cli.md").contains("`slipway \(verb.path)"), "docs/cli.md lacks \(verb.path)")
    }

    @Test(arguments: all)
    func everyOptionIsInTheBook(_ verb: Verb) throws {
        let own = verb.path.split(separator: " ").reduce(try Self.tool.get().command as ToolDescription.Command?) {
            found, name in found?.subcommands?.first { $0.commandName == name }
        }
        let command = try #require(own)
        let book = try Repository.text("docs/cli.md")
        let section = try #require(
            book.split(separator: "\n").drop { !$0.hasPrefix("| `slipway \(verb.path)") }.first)
        let everywhere = ["help", "root", "store", "json", "quiet"]
        for argument in command.arguments ?? [] where argument.shouldDisplay {
            guard let name = argument.names?.first(where: { $0.kind == "long" })?.name, !everywhere.contains(name)
            else {
                continue
            }
            #expect(section.contains("--\(name)"), "docs/cli.md does not tell of slipway \(verb.path) --\(name)")
        }
    }
}
