import SlipwayCrypto
package import SlipwayModel
import SlipwaySystem

/// What a thorough look at an installed release found: every file read, every damage told.
package struct ReleaseInspection: Equatable, Sendable {
    package struct Damage: Equatable, Sendable {
        /// In the release; of what belongs to none, in the node's folder.
        package var path: String
        /// The content that should be there.
        package var digest: Digest?
        package var what: String
    }

    package private(set) var files = 0
    package private(set) var bytes: Int64 = 0
    package private(set) var damaged: [Damage] = []

    package static func of(_ digest: Digest, in layout: NodeLayout) throws -> ReleaseInspection {
        var inspection = ReleaseInspection()
        try inspection.look(at: digest, in: layout)
        return inspection
    }

    private mutating func look(at digest: Digest, in layout: NodeLayout) throws {
        let folder = layout.release(digest)
        let record = InstalledRelease.manifestName
        guard Files.isFolder(folder) else { return add("releases/\(digest.short)", nil, "is missing") }
        guard let bytes = try? Files.read(folder + "/" + record, limit: 4 << 20) else {
            return add(record, digest, "is missing")
        }
        guard Hashing.sha256(bytes) == digest, let manifest = try? JSONText.value(Manifest.self, from: bytes) else {
            return add(record, digest, "its content has changed")
        }
        let objects = ObjectStore(layout.objects)
        var known: Set<String> = [record, parent(of: record)]
        known.formUnion(TrustRecord.names)
        var isComplete = true
        for layer in manifest.layers {
            let tree = layer.annotations?[Annotation.tree].flatMap { Digest($0) }
            guard let listing = tree.flatMap(objects.listing) else {
                isComplete = false
                add("objects/\(tree?.short ?? "")", tree, "the list of a component's files is missing or has changed")
                continue
            }
            for file in listing.files {
                check(file, in: folder)
                known.insert(file.path)
            }
            known.formUnion(listing.folders)
        }
        if isComplete { try findStrangers(in: folder, besides: known) }
    }

    private mutating func check(_ file: TreeFile, in folder: String) {
        let path = folder + "/" + file.path
        files += 1
        bytes += file.size
        guard let facts = (try? Files.facts(path)) ?? nil else { return add(file.path, file.digest, "is missing") }
        guard facts.kind == .file else { return add(file.path, file.digest, "is no file any more") }
        guard let read = try? Hashing.sha256(file: path) else {
            return add(file.path, file.digest, "cannot be read")
        }
        if read.digest != file.digest { return add(file.path, file.digest, "its content has changed") }
        if facts.modified != file.modified || facts.executable != file.executable {
            add(file.path, file.digest, "its time or mode has changed")
        }
    }

    /// Folders above a file are not all in its listing.
    private mutating func findStrangers(in folder: String, besides known: Set<String>) throws {
        var above: Set<String> = []
        for path in known {
            var place = parent(of: path)
            while place != ".", above.insert(place).inserted { place = parent(of: place) }
        }
        for (path, _) in try Files.walk(folder) where !known.contains(path) && !above.contains(path) {
            add(path, nil, "does not belong to it")
        }
    }

    private mutating func add(_ path: String, _ digest: Digest?, _ what: String) {
        damaged.append(Damage(path: path, digest: digest, what: what))
    }
}
