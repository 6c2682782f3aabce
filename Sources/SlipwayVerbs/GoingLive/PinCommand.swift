import ArgumentParser
import SlipwayControl

struct PinCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "pin", abstract: "Keep a generation, whatever is cleaned up.",
        discussion: "Example: slipway pin hello 3 --root ~/node")

    @OptionGroup var what: GenerationArgument

    func run() throws {
        try what.node.tellOutcome(.pin(app: what.app, generation: what.generation), what.speech)
    }
}
