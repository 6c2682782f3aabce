import ArgumentParser
import SlipwayInstall
import SlipwaySystem

struct ReturnCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "return", abstract: "Go back to the daemon before the one that is on trial and has died.",
        discussion: "The unit slipwayd-return.service calls it, or a keeper. Nothing to do when none is on trial.")

    @Option(help: "The folder of a user's own node; what that user has installed is found without it.")
    var root: String?

    func run() throws {
        guard try Retreat.run(root: root) else { return }
        print("slipwayd: the daemon on trial has died; the one before runs again")
    }
}
