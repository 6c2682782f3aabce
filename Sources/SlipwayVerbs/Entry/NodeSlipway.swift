import ArgumentParser
import SlipwaySystem

/// What `slipwayd` answers when it is called by the name `slipway`: the verbs of a node, without the builder's.
struct NodeSlipway: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "slipway",
        abstract: "Runs releases of Tomcat services on this host.",
        discussion: """
            First steps:
              slipway node status
              slipway deploy shop-1.4.2.oci.tar
              slipway status

            Example: slipway help deploy
            """,
        groupedSubcommands: [
            CommandGroup(name: "Releases", subcommands: SharedVerbs.releases),
            CommandGroup(name: "Going live", subcommands: SharedVerbs.goingLive),
            CommandGroup(name: "Running", subcommands: SharedVerbs.running),
            CommandGroup(name: "Itself", subcommands: SharedVerbs.itself),
        ])
}

extension CommandTree {
    package static let node = CommandTree(
        NodeSlipway.self, elsewhere: ["init", "build", "installer", "image", "schema", "provision"],
        values: JSONValuesFile.load)

    /// Whether a program that was called by this name, with its folder or without, is to answer as slipway.
    package static func isMeant(by name: String) -> Bool { lastName(of: name) == "slipway" }
}
