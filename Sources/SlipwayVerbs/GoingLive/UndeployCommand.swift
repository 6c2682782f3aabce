import ArgumentParser
import Glibc
import SlipwayControl
import SlipwayModel

struct UndeployCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "undeploy", abstract: "Stop an app and take it off the node.",
        discussion: """
            Its shared folder with the logs stays, unless --purge removes that too. Asks first at a terminal; without \
            one --purge needs --yes.

            Example: slipway undeploy hello --purge --yes --root ~/node
            """)

    @Argument(help: "The app.", completion: AppNames.completion) var app: String
    @Flag(help: "Remove its shared folder, its logs and its history too.") var purge = false
    @Flag(help: "Do not ask.") var yes = false
    @OptionGroup var node: NodeOptions
    @OptionGroup var speech: SpeechOptions

    func run() throws {
        if !yes { try agree() }
        try node.tellOutcome(.undeploy(app: app, purge: purge), speech)
    }

    private func agree() throws {
        guard isatty(0) == 1, isatty(2) == 1 else {
            if !purge { return }
            throw Refusal(
                .usage, "--purge removes what \(app) has stored, and nobody is there to ask",
                hint: node.command("undeploy \(app) --purge --yes"))
        }
        let what = purge ? "Take \(app) off the node, and all that it has stored?" : "Take \(app) off the node?"
        Terminal.write(what + " [y/N] ", to: 2)
        let answer = readLine(strippingNewline: true)?.lowercased() ?? ""
        guard answer == "y" || answer == "yes" else { throw Refusal(.failed, "\(app) stays as it is") }
    }
}
