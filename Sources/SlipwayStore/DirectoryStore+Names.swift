import SlipwayCrypto
package import SlipwayModel
import SlipwaySystem

/// The names of releases: entries of `index.json`, whose `org.opencontainers.image.ref.name` is `name:version`, which
/// is also what skopeo takes behind `oci:FOLDER:`. Entries that others made without such a name are kept and not
/// shown.
extension DirectoryStore {
    /// Grows with each tagging, so that the newest is known without a clock.
    private static let order = "dev.slipway.order"
    private var indexPath: String { path + "/index.json" }

    static func digest(of bytes: [UInt8]) -> Digest { Hashing.sha256(bytes) }

    /// One at a time changes what has which name.
    func lockIndex() throws -> FileLock { try FileLock(waitingFor: path + "/index.lock") }

    /// The index with a manifest as the newest of that name; nil when it is that already. Another manifest of the same
    /// name and version is refused with 65 unless `replacing`.
    func index(naming manifest: Descriptor, _ name: ReleaseName, replacing: Bool) throws -> ImageIndex? {
        var index = try readIndex()
        let newest = index.manifests.map(Self.order(of:)).max() ?? 0
        if let present = index.manifests.first(where: { Self.name(of: $0) == name }) {
            if present.digest == manifest.digest, Self.order(of: present) == newest { return nil }
            guard present.digest == manifest.digest || replacing else {
                throw Refusal(
                    .badInput, "\(name) is in the store already, with other content (\(present.digest.short))",
                    hint: "raise the version, or pass --replace")
            }
        }
        index.manifests.removeAll { Self.name(of: $0) == name }
        var entry = Descriptor(mediaType: manifest.mediaType, digest: manifest.digest, size: manifest.size)
        entry.annotations = [Annotation.refName: name.reference, Self.order: "\(newest + 1)"]
        index.manifests.append(entry)
        return index
    }

    func replaceIndex(_ index: ImageIndex) throws {
        try DurableFile.replace(indexPath, with: JSONText.bytes(index))
    }

    /// False only when it is certain that no entry leads to the manifest.
    func mayName(_ manifest: Descriptor) -> Bool {
        (try? readIndex())?.manifests.contains { $0.digest == manifest.digest } ?? true
    }

    /// The release of that name; without a version the one tagged last. nil when there is none.
    package func resolve(name: String, version: String?) throws -> (ReleaseName, Descriptor)? {
        try list().last { $0.0.name == name && (version == nil || $0.0.version == version) }
    }

    /// A manifest that the store holds, named or not.
    package func resolve(_ digest: Digest) throws -> Descriptor? {
        if let named = try list().first(where: { $0.1.digest == digest }) { return named.1 }
        guard let size = try Files.facts(blobPath(digest))?.size, size <= 1 << 20 else { return nil }
        let descriptor = Descriptor(mediaType: MediaType.manifest, digest: digest, size: size)
        let bytes = try read(descriptor, limit: 1 << 20)
        guard let manifest = try? JSONText.value(Manifest.self, from: bytes), manifest.mediaType == MediaType.manifest
        else { return nil }
        return descriptor
    }

    /// All releases, in the order in which they were tagged.
    package func list() throws -> [(ReleaseName, Descriptor)] {
        let entries = try readIndex().manifests.enumerated().sorted {
            (Self.order(of: $0.element), $0.offset) < (Self.order(of: $1.element), $1.offset)
        }
        return entries.compactMap { _, entry in
            Self.name(of: entry).map {
                ($0, Descriptor(mediaType: entry.mediaType, digest: entry.digest, size: entry.size))
            }
        }
    }

    func readIndex() throws -> ImageIndex {
        do {
            return try JSONText.value(ImageIndex.self, from: Files.read(indexPath))
        } catch let error as SystemError where error.isMissing {
            return ImageIndex(manifests: [])
        } catch is DecodingError {
            throw StoreError("read", indexPath, "it is no OCI image index")
        }
    }

    private static func name(of entry: Descriptor) -> ReleaseName? {
        guard entry.mediaType == MediaType.manifest, let text = entry.annotations?[Annotation.refName] else {
            return nil
        }
        let parts = text.split(separator: ":", omittingEmptySubsequences: false).map(String.init)
        guard parts.count == 2, ReleaseName.isName(parts[0]), ReleaseName.isVersion(parts[1]) else { return nil }
        return ReleaseName(name: parts[0], version: parts[1])
    }

    private static func order(of entry: Descriptor) -> Int {
        entry.annotations?[order].flatMap(Int.init).flatMap { (0..<Int.max).contains($0) ? $0 : nil } ?? 0
    }
}
