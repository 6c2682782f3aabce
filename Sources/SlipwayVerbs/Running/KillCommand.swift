import ArgumentParser
import SlipwayControl

struct KillCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "kill", abstract: "End apps' processes at once, without draining; they stay stopped.",
        discussion: "Example: slipway kill hello --root ~/node")
    @OptionGroup var apps: AppsArgument
    @Flag(help: "Accepted as with stop; a kill does not take long.") var noWait = false
    func run() throws { try apps.each(.descending) { .kill(app: $0) } }
}
