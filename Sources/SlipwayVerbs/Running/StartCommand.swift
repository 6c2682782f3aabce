import ArgumentParser
import SlipwayControl

struct StartCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "start", abstract: "Start apps and wait until they serve.",
        discussion: """
            What runs already is said and left alone. With --all those of the lowest `order` come first.

            Example: slipway start hello --root ~/node
            """)
    @OptionGroup var apps: AppsArgument
    @Flag(help: "Return at once.") var noWait = false
    func run() throws { try apps.each { .start(app: $0, wait: !noWait) } }
}
