import ArgumentParser
import SlipwayRecipe
import SlipwayVerbs

/// The one command with all its verbs: those of a node, and those that build.
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
                subcommands: [InitCommand.self, BuildCommand.self, InstallerCommand.self, ImageCommand.self]
                    + SharedVerbs.releases + [SchemaCommand.self]),
            CommandGroup(name: "Going live", subcommands: SharedVerbs.goingLive + [ProvisionCommand.self]),
            CommandGroup(name: "Running", subcommands: SharedVerbs.running),
            CommandGroup(name: "Itself", subcommands: SharedVerbs.itself),
        ])

    static let tree = CommandTree(Slipway.self, values: ValuesFile.load)

    static func main() { tree.run(Array(CommandLine.arguments.dropFirst())) }
}
