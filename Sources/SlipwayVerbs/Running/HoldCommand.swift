import ArgumentParser
import SlipwayControl

struct HoldCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "hold", abstract: "Do not heal apps: what ends or hangs is left as it is.",
        discussion: """
            Kept across a reboot, until unhold.

            Example: slipway hold hello --root ~/node
            """)
    @OptionGroup var apps: AppsArgument
    func run() throws { try apps.each { .hold(app: $0) } }
}
