package import SlipwayCrypto
package import SlipwayModel
import SlipwaySystem

extension TrustFolder {
    /// What the public half of a development key says of itself; the system's own node does not take one that does.
    package static let developmentComment = "slipway development key"

    /// Under which name a key is known now, and whether that is new.
    package struct Change: Hashable, Sendable {
        package var name: String
        package var isNew: Bool
    }

    /// Refuses what is not to be trusted: a development key on the system's own node, a key that was revoked unless
    /// `again`, and a name or a number that another key has.
    package static func trust(
        _ key: Minisign.PublicKey, as name: String, again: Bool, on layout: NodeLayout
    ) throws -> Change {
        try check(name)
        if layout == NodeLayout(root: nil), key.comment == developmentComment {
            throw Refusal(
                .badInput, "the key \(key.name) is a development key, and the system's own node trusts none",
                hint: "make a key for releases: slipway keys generate")
        }
        return try alone(layout) { entries in
            let known = entries.filter { $0.key.id == key.id }
            if let other = known.first(where: { $0.key.bytes != key.bytes }) {
                throw Refusal(
                    .badInput, "\(layout.trust) has another key with the number \(key.name): \(other.name)",
                    hint: "two keys with one number are no accident: ask who made this one")
            }
            let banned = known.filter(\.isRevoked)
            if let entry = banned.first, !again {
                throw Refusal(
                    .badInput, "the key \(key.name) was revoked here, as \(entry.name)",
                    hint: "if it is to be trusted again after all, add --again")
            }
            if banned.isEmpty, let present = known.first { return Change(name: present.name, isNew: false) }
            if entries.contains(where: { $0.name == name && !$0.isRevoked && $0.key.id != key.id }) {
                throw Refusal(
                    .badInput, "\(layout.trust) has another key of the name \(name)",
                    hint: "give this one a name of its own: --name NAME")
            }
            try write(key, layout.trust + "/" + name + trusted)
            // Last: a key that is both is revoked.
            for entry in banned { try Disk.unlink(layout.trust + "/" + entry.name + revoked) }
            try Disk.syncFolder(layout.trust)
            return Change(name: name, isNew: true)
        }
    }

    /// `name` is for a key that the node has never known.
    package static func revoke(
        _ key: Minisign.PublicKey, as name: String, on layout: NodeLayout
    ) throws -> Change {
        try check(name)
        return try alone(layout) { entries in
            let present = entries.filter { !$0.isRevoked && $0.key.id == key.id }
            let banned = entries.first { $0.isRevoked && $0.key.id == key.id }
            if present.isEmpty, let banned { return Change(name: banned.name, isNew: false) }
            var called = banned?.name ?? present.first?.name ?? name
            // The name of a key that was revoked before stays that key's.
            if entries.contains(where: { $0.isRevoked && $0.name == called && $0.key.id != key.id }) {
                called += "-" + key.name
            }
            if banned == nil { try write(key, layout.trust + "/" + called + revoked) }
            for entry in present { try Disk.unlink(layout.trust + "/" + entry.name + trusted) }
            try Disk.syncFolder(layout.trust)
            return Change(name: called, isNew: true)
        }
    }

    private static func check(_ name: String) throws {
        guard SecretName.isName(name) else {
            throw Refusal(.usage, "\(name) cannot be the name of a key", hint: "use letters, digits, `.`, `_` and `-`")
        }
    }

    /// Two changes at once would not see each other.
    private static func alone(_ layout: NodeLayout, _ body: ([Entry]) throws -> Change) throws -> Change {
        try Folders.make(layout.trust)
        let lock = try FileLock(waitingFor: layout.trust + "/.lock")
        defer { withExtendedLifetime(lock) {} }
        return try body(try entries(layout))
    }

    /// Readable for the daemon whatever the umask.
    private static func write(_ key: Minisign.PublicKey, _ path: String) throws {
        var shown = key
        // It is printed on terminals.
        shown.comment = String(
            String.UnicodeScalarView(
                key.comment.unicodeScalars.filter { $0.value >= 32 && $0.value != 127 }.prefix(100)))
        try DurableFile.replace(path, with: Array(shown.text.utf8))
        try Disk.chmod(path, 0o644)
    }
}
