import ArgumentParser
import SlipwayControl

struct UnholdCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "unhold", abstract: "Heal apps again.",
        discussion: "Example: slipway unhold hello --root ~/node")
    @OptionGroup var apps: AppsArgument
    func run() throws { try apps.each { .unhold(app: $0) } }
}
