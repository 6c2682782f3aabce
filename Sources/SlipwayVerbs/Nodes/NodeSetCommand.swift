import ArgumentParser
import SlipwayControl
import SlipwayModel

struct NodeSetCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "set", abstract: "Switch something on or off for all apps of the node.",
        discussion: """
            warm-start=off  apps start as stock does, without what was baked into their releases; for one app alone \
            it is `slipway config set APP warm-start=off`

            Each app sees it with its next start. It works while the daemon is down, too.

            Example: slipway node set warm-start=off --root ~/node
            """)

    @Argument(help: ArgumentHelp("What to set: warm-start=on or warm-start=off.", valueName: "switch=value"))
    var switches: [String]
    @OptionGroup var node: NodeOptions
    @OptionGroup var speech: SpeechOptions

    func run() throws {
        try node.tellOutcome(.nodeSet(switches: try Assignments.merged(switches, file: nil)), speech)
    }
}
