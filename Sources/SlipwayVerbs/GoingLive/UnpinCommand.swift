import ArgumentParser
import SlipwayControl

struct UnpinCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "unpin", abstract: "Let a generation go when nothing else needs it.",
        discussion: "Example: slipway unpin hello 3 --root ~/node")

    @OptionGroup var what: GenerationArgument

    func run() throws {
        try what.node.tellOutcome(.unpin(app: what.app, generation: what.generation), what.speech)
    }
}
