package import ArgumentParser
import SlipwayModel
import Synchronization

/// The verbs of one program that answers as `slipway`, and what that program gives to them.
package struct CommandTree: Sendable {
    package typealias ValuesReader = @Sendable (_ path: String) throws -> [String: String]

    package let root: any ParsableCommand.Type
    /// What a person types before the verb.
    let name: String
    /// Verbs of the builder's slipway that this one has not.
    let elsewhere: [String]
    /// Reads the file of `--values`.
    let values: ValuesReader

    package init(
        _ root: any ParsableCommand.Type, name: String = "slipway", elsewhere: [String] = [],
        values: @escaping ValuesReader
    ) {
        self.root = root
        self.name = name
        self.elsewhere = elsewhere
        self.values = values
    }

    private static let running = Mutex(CommandTree.node)

    /// The tree that this process runs a verb of; a node's where no program has said.
    static var current: CommandTree { running.withLock { $0 } }

    func makeCurrent() { Self.running.withLock { $0 = self } }

    typealias Verb = (name: String, command: any ParsableCommand.Type)

    /// Verbs with their names, in the order of the help text.
    var verbs: [Verb] { Self.subverbs(of: root) }

    static func subverbs(of command: any ParsableCommand.Type) -> [Verb] {
        let configuration = command.configuration
        return (configuration.ungroupedSubcommands + configuration.groupedSubcommands.flatMap(\.subcommands))
            .map { ($0.configuration.commandName ?? "", $0) }
    }

    /// What the parser complains of is told in our words.
    func parsed(_ words: [String]) throws -> any ParsableCommand {
        try UsageMistake.refuseUnknownVerb(words, of: self)
        do {
            return try root.parseAsRoot(words)
        } catch  where root.exitCode(for: error) != .success {
            throw UsageMistake.refusal(root.message(for: error), words, of: self)
        }
    }
}
