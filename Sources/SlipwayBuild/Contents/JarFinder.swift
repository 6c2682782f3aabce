import SlipwayBundle
import SlipwayCrypto
import SlipwayModel
import SlipwaySystem

/// Finds every jar of a release and what it is, without opening those that were met before.
struct JarFinder {
    private let memory: JarMemory
    private let reader: JarReader
    private let folder: String

    /// `store` is the folder of the store, `folder` an empty one that is gone after the build.
    init(store: String, folder: String) {
        memory = JarMemory(store: store)
        reader = JarReader(folder: folder)
        self.folder = folder
    }

    /// `files`: those of the tree, as they were hashed.
    func jars(of tree: ReleaseTree, _ files: [TreeFile]) throws -> [ReleaseMaterials.Jar] {
        let digests = Dictionary(files.map { ($0.path, $0.digest) }) { $1 }
        var found: [Digest: JarFacts] = [:]
        var new: [(Digest, JarFacts)] = []
        var jars: [ReleaseMaterials.Jar] = []
        for source in tree.components.flatMap(\.files) where JarReader.isJar(source.path) {
            guard let digest = digests[source.path] else { continue }
            var facts = found[digest] ?? memory.find(digest)
            if facts == nil {
                let read = try read(source.content, digest)
                new.append((digest, read))
                facts = read
            }
            found[digest] = facts
            jars.append(.init(path: source.path, digest: digest, facts: facts ?? JarFacts(unread: .notZip)))
        }
        // Worth nothing but time, so no reason to fail.
        try? memory.remember(new)
        return jars.sorted { $0.path.utf8.lexicographicallyPrecedes($1.path.utf8) }
    }

    /// Refuses a file that is not what was sealed: what is remembered of a digest must be true for ever.
    private func read(_ content: TreeSource.Content, _ digest: Digest) throws -> JarFacts {
        var path = try content.path()
        if case .bytes(let bytes) = content {
            let place = folder + "/bytes.jar"
            try DurableFile.replaceVolatile(place, with: bytes)
            path = place
        }
        guard let path else { return JarFacts(unread: .notZip) }
        let file = try OpenFile.read(path)
        guard try Hashing.sha256(file).digest == digest else {
            throw Refusal(.failed, "\(path) changed while it was being read", hint: "build again")
        }
        try file.seek(to: 0)
        return try reader.facts(of: file)
    }
}
