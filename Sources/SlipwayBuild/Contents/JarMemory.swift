import SlipwayModel
import SlipwaySystem

/// Remembers in a store what jars are, by their digests, so that an unchanged jar is not opened again. Losing it costs
/// time only, so it is not synced, and what cannot be read counts as absent. Whoever writes holds the index lock.
struct JarMemory: Sendable {
    private struct Entry: Codable {
        var revision: Int
        var digest: Digest
        var facts: JarFacts
    }

    /// Changes when the same jar would give other facts.
    private static let revision = 1
    /// Small files; beyond it all are forgotten.
    private static let most = 20_000

    private let folder: String

    init(store: String) { folder = store + "/jars" }

    func find(_ digest: Digest) -> JarFacts? {
        guard let bytes = try? Files.read(path(digest), limit: 4 << 20),
            let entry = try? JSONText.value(Entry.self, from: bytes), entry.revision == Self.revision,
            entry.digest == digest
        else { return nil }
        return entry.facts
    }

    func remember(_ found: [(Digest, JarFacts)]) throws {
        if found.isEmpty { return }
        try Disk.makeFolder(folder)
        let names = try Files.names(in: folder)
        if names.count + found.count > Self.most {
            for name in names { try Disk.unlink(folder + "/" + name) }
        }
        for (digest, facts) in found {
            let entry = Entry(revision: Self.revision, digest: digest, facts: facts)
            try DurableFile.replaceVolatile(path(digest), with: JSONText.bytes(entry))
        }
    }

    private func path(_ digest: Digest) -> String { folder + "/" + digest.hex }
}
