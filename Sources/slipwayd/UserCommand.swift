import ArgumentParser
import SlipwaySystem

struct UserCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "user", abstract: "Add the user that an app runs as.",
        discussion: "The unit slipway-user@.service calls it.", shouldDisplay: false)

    @Argument var words: [String]

    func validate() throws {
        guard words.count == 2, words[0] == "add" else { throw ValidationError("use: slipwayd user add APP") }
    }

    func run() throws { try HostAccounts().ensureUser(ofApp: words[1]) }
}
