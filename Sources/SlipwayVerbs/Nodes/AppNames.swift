import ArgumentParser
import SlipwayModel
import SlipwaySystem

/// Names of apps for a shell that completes a command: what lies in the node's folder, without asking anybody.
enum AppNames {
    static let completion = CompletionKind.custom { words, _, _ in known(words) }

    /// `words` is the command line so far.
    static func known(_ words: [String]) -> [String] {
        let given = words.lastIndex(of: "--root").map { words[words.index(after: $0)...].first ?? "" }
        let root = given?.hasPrefix("~/") == true ? given.map { home() + $0.dropFirst() } : given
        return (try? Files.names(in: NodeLayout(root: root ?? HomeNode.root()).apps)) ?? []
    }

    private static func home() -> String { ProcessTable.environment()["HOME"] ?? "~" }
}
