import ArgumentParser
import SlipwayControl
import SlipwayModel

struct RollbackCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "rollback", abstract: "Go back to the last good generation before this one.",
        discussion: """
            Needs neither network nor store. Release and configuration go back together.

            Example: slipway rollback hello --root ~/node
            """)

    @Argument(help: "The app.", completion: AppNames.completion) var app: String
    @Option(help: ArgumentHelp("The generation to go to.", valueName: "n")) var to: Int?
    @OptionGroup var node: NodeOptions
    @OptionGroup var speech: SpeechOptions

    func validate() throws {
        if let to, to < 1 { throw ValidationError("\(to) is no generation") }
    }

    func run() throws { try SwitchView(node, speech, app: app).show(.rollback(app: app, to: to)) }
}
