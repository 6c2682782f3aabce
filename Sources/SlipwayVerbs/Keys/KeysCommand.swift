import ArgumentParser

struct KeysCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "keys", abstract: "The keys that sign releases, and those that a node trusts.",
        discussion: """
            Yours lie in ~/.config/slipway/keys; nobody else is to have the files that end in .key. A node runs what a \
            key that it trusts has signed.

            Example: slipway keys list --root ~/node
            """,
        subcommands: [
            KeysGenerateCommand.self, KeysListCommand.self, KeysTrustCommand.self, KeysRevokeCommand.self,
            KeysRotateCommand.self,
        ])
}
