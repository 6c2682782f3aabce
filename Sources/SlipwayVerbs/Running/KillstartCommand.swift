import ArgumentParser
import SlipwayControl

struct KillstartCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "killstart", abstract: "End apps' processes at once, then start them afresh.",
        discussion: "Example: slipway killstart hello --root ~/node")
    @OptionGroup var apps: AppsArgument
    @Flag(help: "Return once they are starting.") var noWait = false
    func run() throws { try apps.each(.descending) { .killstart(app: $0, wait: !noWait) } }
}
