import SlipwayModel
import SlipwaySystem

/// Gives room back: blobs of no release, what crashed builds left, memories of blobs that are gone. Releases with a
/// name stay whole, and so do imported images, which each took a download.
extension DirectoryStore {
    package struct Freed: Equatable, Sendable {
        /// Whole ones, with every part in the store, that had no name any more.
        package var releases = 0
        package var files = 0
        package var bytes: Int64 = 0
        package init() {}
    }

    /// Refuses with 75 while anybody has the store open for writing, and with 65 when a release of it is damaged.
    package static func collect(_ path: String) throws -> Freed {
        let store = try DirectoryStore(reading: path)
        guard let lock = try FileLock.taken(path + "/" + useLock, within: 500) else {
            throw Refusal(.busy, "a build uses the store \(path)", hint: "try again when it has ended")
        }
        return try withExtendedLifetime(lock) {
            let kept = try store.needed()
            var freed = Freed()
            let waste = try Files.names(in: path + "/blobs/sha256").filter { !kept.contains($0) }
            // Told before the first part of one is gone.
            freed.releases = try waste.count { try store.isWholeRelease($0) }
            for name in waste { try store.remove("blobs/sha256/" + name, &freed) }
            for name in try Files.names(in: path + "/ingest") { try store.remove("ingest/" + name, &freed) }
            for name in try Files.names(in: path + "/cache") where try !store.isOfUse("cache/" + name) {
                try store.remove("cache/" + name, &freed)
            }
            for name in ["index.json.new", "oci-layout.new"] where Files.exists(path + "/" + name) {
                try store.remove(name, &freed)
            }
            return freed
        }
    }

    /// The names of all blobs that entries of the index lead to.
    private func needed() throws -> Set<String> {
        var names: Set<String> = []
        var open = try readIndex().manifests
        while let next = open.popLast() {
            guard names.insert(next.digest.hex).inserted else { continue }
            switch next.mediaType {
            case MediaType.manifest:
                let manifest = try JSONText.value(Manifest.self, from: try readNamed(next))
                for part in [manifest.config] + manifest.layers { names.insert(part.digest.hex) }
            case MediaType.index: open += try JSONText.value(ImageIndex.self, from: try readNamed(next)).manifests
            // What others have put in stays, whatever it is.
            case _: break
            }
        }
        return names
    }

    private func readNamed(_ entry: Descriptor) throws -> [UInt8] {
        do {
            return try read(entry, limit: 4 << 20)
        } catch let error as StoreError {
            throw Refusal(
                .badInput, "the store \(path) is damaged: \(error)",
                hint: "build that release again, and collect then")
        }
    }

    private func isWholeRelease(_ name: String) throws -> Bool {
        let blob = path + "/blobs/sha256/" + name
        guard let facts = try Files.facts(blob), facts.size <= 1 << 20,
            let manifest = try? JSONText.value(Manifest.self, from: Files.read(blob)),
            manifest.mediaType == MediaType.manifest
        else { return false }
        return try ([manifest.config] + manifest.layers).allSatisfy {
            try Files.facts(blobPath($0.digest))?.size == $0.size
        }
    }

    private func isOfUse(_ memory: String) throws -> Bool {
        if isNote(path + "/" + memory) { return true }
        guard let digest = remembered(path + "/" + memory)?.digest else { return false }
        return contains(digest)
    }

    private func remove(_ name: String, _ freed: inout Freed) throws {
        let facts = try Files.facts(path + "/" + name)
        if facts?.kind == .folder {
            for child in try Files.names(in: path + "/" + name) { try remove(name + "/" + child, &freed) }
            return try Disk.removeFolder(path + "/" + name)
        }
        try Disk.unlink(path + "/" + name)
        freed.files += 1
        freed.bytes += facts?.size ?? 0
    }
}
