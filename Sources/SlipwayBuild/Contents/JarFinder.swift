import SlipwayBundle
import SlipwayCrypto
import SlipwayModel
import SlipwaySystem
import Synchronization

/// Finds every jar of a release and what it is, without opening those that were met before.
struct JarFinder: Sendable {
    private let memory: JarMemory
    private let folder: String

    /// `store` is the folder of the store, `folder` an empty one that is gone after the build.
    init(store: String, folder: String) {
        memory = JarMemory(store: store)
        self.folder = folder
    }

    private final class Readings: Sendable {
        let all = Mutex<[Digest: JarFacts]>([:])
    }

    /// `files`: those of the tree, as they were hashed.
    func jars(of tree: ReleaseTree, _ files: [TreeFile]) throws -> [ReleaseMaterials.Jar] {
        let digests = Dictionary(files.map { ($0.path, $0.digest) }) { $1 }
        let jars = tree.components.flatMap(\.files).compactMap { source in
            JarReader.isJar(source.path) ? digests[source.path].map { (source: source, digest: $0) } : nil
        }
        var known: [Digest: JarFacts] = [:]
        var new: [Digest: TreeSource] = [:]
        for (source, digest) in jars where known[digest] == nil && new[digest] == nil {
            if let facts = memory.find(digest) { known[digest] = facts } else { new[digest] = source }
        }
        let read = try read(new.map { ($0.key, $0.value) })
        // Worth nothing but time, so no reason to fail.
        try? memory.remember(read.map { ($0.key, $0.value) })
        known.merge(read) { $1 }
        return jars.map { source, digest in
            .init(path: source.path, digest: digest, facts: known[digest] ?? JarFacts(unread: .notZip))
        }.sorted { $0.path.utf8.lexicographicallyPrecedes($1.path.utf8) }
    }

    /// Several at once, each in a folder of its own.
    private func read(_ jars: [(digest: Digest, source: TreeSource)]) throws -> [Digest: JarFacts] {
        let readings = Readings()
        // One after the other: what still lies in an archive is unpacked with its like.
        let paths = try jars.map { try $0.source.content.path() }
        try Workers.each(jars.count) { number in
            let place = folder + "/jar-\(number)"
            try Disk.makeFolder(place)
            let file = try SealedSource.open(
                jars[number].source, paths[number], jars[number].digest, place: place + "/bytes.jar")
            let facts = try JarReader(folder: place).facts(of: file)
            try Folders.removeAll(place)
            readings.all.withLock { $0[jars[number].digest] = facts }
        }
        return readings.all.withLock { $0 }
    }
}
