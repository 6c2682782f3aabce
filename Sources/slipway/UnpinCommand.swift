import ArgumentParser
import SlipwayControl

struct UnpinCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "unpin", abstract: "Let a generation go when nothing else needs it.",
        discussion: "Example: slipway unpin hello 3 --root ~/node")

    @Argument(help: "The app.", completion: AppNames.completion) var app: String
    @Argument(help: "The generation; the present one without it.") var generation: Int?
    @OptionGroup var node: NodeOptions
    @OptionGroup var speech: SpeechOptions

    func validate() throws {
        if let generation, generation < 1 { throw ValidationError("\(generation) is no generation") }
    }

    func run() throws { try node.tellOutcome(.unpin(app: app, generation: generation), speech) }
}
