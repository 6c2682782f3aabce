import ArgumentParser
import SlipwayControl

struct PinCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "pin", abstract: "Keep a generation, whatever is cleaned up.",
        discussion: "Example: slipway pin hello 3 --root ~/node")

    @Argument(help: "The app.", completion: AppNames.completion) var app: String
    @Argument(help: "The generation; the present one without it.") var generation: Int?
    @OptionGroup var node: NodeOptions
    @OptionGroup var speech: SpeechOptions

    func validate() throws {
        if let generation, generation < 1 { throw ValidationError("\(generation) is no generation") }
    }

    func run() throws { try node.tellOutcome(.pin(app: app, generation: generation), speech) }
}
