import ArgumentParser
import SlipwayControl

struct StopCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "stop", abstract: "Drain and stop apps, and wait until they have ended.",
        discussion: """
            They stay stopped across a reboot, until start. With --all those of the highest `order` come first.

            Example: slipway stop hello --root ~/node
            """)
    @OptionGroup var apps: AppsArgument
    @Flag(help: "Return at once.") var noWait = false
    func run() throws { try apps.each(.descending) { .stop(app: $0, wait: !noWait) } }
}
