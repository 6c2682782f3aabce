import SlipwayArchive
import SlipwayCrypto
package import SlipwayModel
package import SlipwayStore
package import SlipwaySystem

/// Writes a release as one file: an uncompressed tar that is a valid `oci-archive` with one manifest. The same release
/// gives the same bytes.
package enum BundleWriter {
    /// The file appears whole or not at all.
    package static func write(
        _ manifest: Descriptor, name: ReleaseName, from store: DirectoryStore, to path: String
    ) throws {
        let fresh = path + ".new"
        do {
            let file = try Disk.create(fresh)
            try write(manifest, name: name, from: store, to: file, at: fresh)
            try Disk.sync(file, fresh)
            try Disk.rename(fresh, to: path)
        } catch {
            try? Disk.unlink(fresh)
            throw error
        }
        try Disk.syncFolder(parent(of: path))
    }

    /// To a file, pipe or socket; `subject` names it in errors.
    package static func write(
        _ manifest: Descriptor, name: ReleaseName, from store: DirectoryStore, to file: OpenFile, at subject: String
    ) throws {
        try stream(manifest, name: name, from: store) { try Disk.write($0, to: file, subject) }
    }

    /// `node` adds the members of an installer in their place.
    static func stream(
        _ manifest: Descriptor, name: ReleaseName, from store: DirectoryStore,
        node: (TarWriter) throws -> Void = { _ in }, sink: @escaping (UnsafeRawBufferPointer) throws -> Void
    ) throws {
        let bytes = try store.read(manifest, limit: BundleLayout.largestJSON)
        let content = try JSONText.value(Manifest.self, from: bytes)
        var entry = Descriptor(mediaType: manifest.mediaType, digest: manifest.digest, size: manifest.size)
        entry.annotations = [Annotation.refName: name.reference]

        let attached = try StoredAttachments(store, of: manifest)
        let tar = TarWriter(sink: sink)
        let time = FileTimes.constant
        if let attached {
            try tar.folder(BundleLayout.own, modified: time)
            try tar.file(BundleLayout.statement, attached.statement, modified: time)
            if let signature = attached.signature {
                try tar.file(BundleLayout.signature, signature, modified: time)
            }
            try tar.file(BundleLayout.attached, attached.index, modified: time)
        }
        try node(tar)
        try tar.file(BundleLayout.layout, Array(BundleLayout.layoutText.utf8), modified: time)
        try tar.file(
            BundleLayout.index, JSONText.bytes(ImageIndex(manifests: [entry])), modified: time)
        // Without them skopeo makes the folders itself, as root or not at all.
        for folder in BundleLayout.folders { try tar.folder(folder, modified: time) }
        try tar.file(BundleLayout.blob(manifest.digest), bytes, modified: time)
        var written: Set<Digest> = []
        for blob in [content.config] + (attached?.blobs ?? []) + content.layers
        where written.insert(blob.digest).inserted {
            try tar.file(BundleLayout.blob(blob.digest), size: blob.size, executable: false, modified: time) {
                try copy(blob, from: store, to: $0)
            }
        }
        try tar.finish()
    }

    private static func copy(
        _ blob: Descriptor, from store: DirectoryStore, to sink: (UnsafeRawBufferPointer) throws -> Void
    ) throws {
        let file = try OpenFile.read(store.blobPath(blob.digest))
        let hash = SHA256()
        let room = UnsafeMutableRawBufferPointer.allocate(byteCount: 131_072, alignment: 16)
        defer { room.deallocate() }
        while true {
            let count = try file.read(into: room)
            if count == 0 { break }
            let piece = UnsafeRawBufferPointer(rebasing: room[..<count])
            hash.update(piece)
            try sink(piece)
        }
        guard hash.finish() == blob.digest else {
            throw Refusal(
                .badInput, "\(store.blobPath(blob.digest)) is damaged: its content has another digest",
                hint: "remove it and build the release again")
        }
    }
}
