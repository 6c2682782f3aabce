import ArgumentParser

struct CompletionsCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "completions", abstract: "What makes a shell complete slipway's words.",
        discussion: """
            Verbs, options, files, and the names of the apps on the node.

            Example: slipway completions bash > ~/.local/share/bash-completion/completions/slipway
            """)

    enum Shell: String, ExpressibleByArgument, CaseIterable { case bash, zsh, fish }

    @Argument(help: "bash, zsh or fish.") var shell: Shell

    func run() throws {
        let shell: CompletionShell =
            switch self.shell {
            case .bash: .bash
            case .zsh: .zsh
            case .fish: .fish
            }
        Terminal.answer(CommandTree.current.root.completionScript(for: shell))
    }
}
