package import SlipwayBundle
import SlipwayCrypto
import SlipwayModel
import SlipwayStore
import SlipwaySystem
import Synchronization

/// Finds out which jars Tomcat must look into, without opening what was met before.
package struct ScanFinder: Sendable {
    private let store: String
    private let memory: ScanMemory
    private let folder: String

    /// `store` is the folder of the store, `folder` an empty one that is gone after the build.
    package init(store: String, folder: String) {
        self.store = store
        memory = ScanMemory(store: store)
        self.folder = folder
    }

    /// One for each web app. `webapps`: their files by the paths in them; `tomcat`: the folder of its image's tree;
    /// `properties`: its `conf/catalina.properties`; `settings`: its `server.xml`, `context.xml` and whatever else may
    /// set how it looks for jars; `beside`: jars that lie beside its own.
    package func plans(
        of webapps: [[TreeSource]], tomcat: String, properties: String, settings: [[UInt8]] = [],
        beside: [TreeSource] = []
    ) throws -> [ScanPlan] {
        let server = try Self.server(tomcat) + beside
        let parts = try webapps.map { try ScanParts($0) }
        let jars = server + parts.flatMap(\.libraries)
        let others = parts.flatMap(\.others)
        let digests = try digests(of: jars + others.map(\.source))
        let (jarDigests, otherDigests) = (Array(digests.prefix(jars.count)), Array(digests.dropFirst(jars.count)))
        let facts = try facts(jars, jarDigests)
        let loose = try loose(others, otherDigests)
        let skips = StockSkips(PropertiesFile(reading: Array(properties.utf8)))
        let libraries = zip(jars, jarDigests).map { jar, digest in
            ScanPlan.Library(name: lastName(of: jar.path), facts: facts[digest] ?? ScanFacts(doubt: .notZip))
        }
        let own = ScanFacts(merging: settings.map { SettingsFacts.settings($0) })
        var (nextJar, nextOther) = (server.count, 0)
        return parts.map { part in
            let mine = libraries[nextJar..<(nextJar + part.libraries.count)]
            let rest = loose[nextOther..<(nextOther + part.others.count)]
            nextJar += part.libraries.count
            nextOther += part.others.count
            return ScanPlan(
                libraries: Array(mine), rest: ScanFacts(merging: Array(rest)),
                server: Array(libraries.prefix(server.count)), skips: skips, settings: own)
        }
    }

    /// The jars on Tomcat's own class path.
    private static func server(_ tomcat: String) throws -> [TreeSource] {
        try ["bin", "lib"].flatMap { folder in
            try Files.names(in: tomcat + "/" + folder).filter { $0.hasSuffix(".jar") }.map { name in
                TreeSource(path: "\(folder)/\(name)", content: .file("\(tomcat)/\(folder)/\(name)"))
            }
        }
    }

    private func digests(of sources: [TreeSource]) throws -> [Digest] {
        try SourceDigests(DirectoryStore(at: store)).digests(of: sources.map { ($0.content, $0.known) })
    }

    private final class Readings<Key: Hashable & Sendable>: Sendable {
        let all = Mutex<[Key: ScanFacts]>([:])
    }

    private func facts(_ jars: [TreeSource], _ digests: [Digest]) throws -> [Digest: ScanFacts] {
        let sources = Dictionary(zip(digests, jars)) { first, _ in first }
        let order = sources.sorted { ($0.value.known?.size ?? 0) > ($1.value.known?.size ?? 0) }
        let known = Readings<Digest>()
        try Workers.each(order.count) { number in
            let digest = order[number].key
            guard let facts = memory.find(digest) else { return }
            known.all.withLock { $0[digest] = facts }
        }
        var all = known.all.withLock { $0 }
        let new = order.filter { all[$0.key] == nil }
        // One after the other: what still lies in an archive is unpacked with its like.
        let paths = try new.map { try $0.value.content.path() }
        let fresh = Readings<Digest>()
        try Workers.each(new.count) { number in
            let file = try SealedSource.open(
                new[number].value, paths[number], new[number].key, place: folder + "/scan-\(number).jar")
            let read = try LibraryReader.facts(of: file)
            fresh.all.withLock { $0[new[number].key] = read }
        }
        let read = fresh.all.withLock { $0 }
        // Worth nothing but time, so no reason to fail.
        try? memory.remember(read.map { ($0.key, $0.value) })
        all.merge(read) { $1 }
        return all
    }

    /// In the order of the files.
    private func loose(_ files: [ScanParts.Other], _ digests: [Digest]) throws -> [ScanFacts] {
        let keys = zip(files, digests).map { ScanMemory.Loose(digest: $1, kind: $0.kind) }
        var facts = memory.find(Set(keys))
        var new: [ScanMemory.Loose: ScanFacts] = [:]
        for (file, key) in zip(files, keys) where facts[key] == nil && new[key] == nil {
            let bytes = try Self.bytes(of: file.source)
            guard Hashing.sha256(bytes) == key.digest else { throw SealedSource.changed(file.source.path) }
            new[key] = SettingsFacts.facts(bytes, file.kind)
        }
        try? memory.remember(new)
        facts.merge(new) { $1 }
        return keys.map { facts[$0] ?? ScanFacts(doubt: .damagedClass) }
    }

    private static func bytes(of source: TreeSource) throws -> [UInt8] {
        if case .bytes(let bytes) = source.content { return bytes }
        guard let path = try source.content.path() else { return [] }
        return try Files.read(path, limit: 64 << 20)
    }
}

extension ScanFinder {
    /// `properties`: Tomcat's `conf/catalina.properties` as the release has it.
    func plans(
        of webapps: [ExplodedWebApp], tomcat: ImportedImage, properties: String, settings: [[UInt8]] = [],
        beside: [TreeSource] = []
    ) throws -> [ScanPlan] {
        let files = webapps.map { webapp in
            webapp.files.sorted { $0.key.utf8.lexicographicallyPrecedes($1.key.utf8) }.map {
                TreeSource(path: $0.key, content: $0.value.content, known: $0.value.known)
            }
        }
        return try plans(
            of: files, tomcat: tomcat.tree, properties: properties, settings: settings, beside: beside)
    }
}
