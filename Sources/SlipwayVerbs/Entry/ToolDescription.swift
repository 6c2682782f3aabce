import ArgumentParser
import SlipwayModel
import SlipwaySystem

/// What the parser tells of the commands it knows (`--experimental-dump-help`), as far as a manual needs it.
struct ToolDescription: Decodable {
    struct Command: Decodable {
        var commandName: String
        var abstract: String?
        var discussion: String?
        var shouldDisplay: Bool?
        var subcommands: [Command]?
        var arguments: [Argument]?
    }

    struct Argument: Decodable {
        enum Kind: String, Decodable { case positional, option, flag }
        struct Name: Decodable {
            var kind: String
            var name: String
        }
        var kind: Kind
        var shouldDisplay: Bool
        var isOptional: Bool
        var isRepeating: Bool
        var names: [Name]?
        var valueName: String?
        var defaultValue: String?
        var abstract: String?
    }

    var command: Command

    init(of tree: CommandTree) throws {
        do {
            self = try JSONText.value(ToolDescription.self, from: Array(tree.root._dumpHelp().utf8))
        } catch {
            throw Refusal(.failed, "the parser describes its commands in an unknown form: \(error)")
        }
    }
}
