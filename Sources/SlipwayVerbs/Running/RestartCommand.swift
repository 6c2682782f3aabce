import ArgumentParser
import SlipwayControl

struct RestartCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "restart", abstract: "Stop and start apps; their sockets stay open, so clients wait.",
        discussion: "Example: slipway restart hello --root ~/node")
    @OptionGroup var apps: AppsArgument
    @Flag(help: "Return once they have stopped and are starting.") var noWait = false
    func run() throws { try apps.each { .restart(app: $0, wait: !noWait) } }
}
