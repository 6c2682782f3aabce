import SlipwayModel

/// A host as its user names it to ssh: `deploy@shop1`, a name of `~/.ssh/config`, or `ssh://deploy@shop1:2222`.
package struct RemoteHost: Hashable, Sendable, CustomStringConvertible {
    package let text: String
    package var description: String { text }

    /// ssh would take a word that begins with `-` for an option, wherever it stands.
    package init(_ text: String) throws {
        let host = text.split(separator: "@", maxSplits: 1, omittingEmptySubsequences: false).last ?? ""
        let isPlain = text.utf8.allSatisfy { $0 > 32 && $0 < 127 && !Self.refused.contains($0) }
        guard isPlain, text.utf8.count <= 255, !host.isEmpty, !text.hasPrefix("-"), !host.hasPrefix("-"),
            !text.hasPrefix("@")
        else {
            throw Refusal(
                .usage, "`\(text)` is no host", hint: "name it as ssh does: deploy@shop1, or a name of ~/.ssh/config")
        }
        self.text = text
    }

    /// What a shell would read something into, should the configuration of ssh hand it to one.
    private static let refused: Set<UInt8> = Set("\"'`$\\;&<>|(){}*?!".utf8)
}
