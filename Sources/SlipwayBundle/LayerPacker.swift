import SlipwayArchive
import SlipwayCrypto
import SlipwayModel
import SlipwayStore
import SlipwaySystem

/// Turns one planned layer into a blob: hashes its files, and tars and compresses them unless the store remembers a
/// layer of the same tree.
struct LayerPacker {
    struct Packed {
        var descriptor: Descriptor
        /// Of the uncompressed tar.
        var diffID: Digest
        var tree: ReleaseStatement.Tree
        /// What is in it, for the documents about the release.
        var listing: TreeListing
    }
    static let level: Int32 = 3
    private static let diff = "dev.slipway.diff"
    /// How often progress is told.
    private static let stride: Int64 = 4 << 20

    let ingest: Ingest
    let known: KnownFiles
    let report: (SealProgress) -> Void

    func pack(_ layer: TreePlan.Layer) throws -> Packed {
        let listing = try list(layer)
        report(.hashed(layer.component, files: listing.files.count, bytes: listing.bytes))
        let tree = TreeReader.digest(of: listing)
        // The tree fixes the tar, level and version fix the compressed form.
        let declared = ReleaseStatement.Tree(
            component: layer.component, digest: tree, files: Int64(listing.files.count), bytes: listing.bytes)
        let key = "layer-\(tree.hex)-zstd\(Self.level)-\(ZstdFrames.version)"
        if let known = try ingest.cached(key), let diffID = known.annotations?[Self.diff].flatMap({ Digest($0) }) {
            let descriptor = describe(known, layer.component, tree, listing)
            report(.reused(layer.component, descriptor))
            return Packed(descriptor: descriptor, diffID: diffID, tree: declared, listing: listing)
        }
        var (blob, diffID) = try write(layer, listing)
        blob.annotations = [Self.diff: diffID.description]
        ingest.remember(key, blob)
        let descriptor = describe(blob, layer.component, tree, listing)
        report(.packed(layer.component, descriptor))
        return Packed(descriptor: descriptor, diffID: diffID, tree: declared, listing: listing)
    }

    private func describe(
        _ blob: Descriptor, _ component: Component, _ tree: Digest, _ listing: TreeListing
    ) -> Descriptor {
        Descriptor(
            mediaType: MediaType.layer, digest: blob.digest, size: blob.size,
            annotations: [
                Annotation.component: component.rawValue, Annotation.tree: tree.description,
                Annotation.files: "\(listing.files.count)", Annotation.bytes: "\(listing.bytes)",
            ])
    }

    private func list(_ layer: TreePlan.Layer) throws -> TreeListing {
        let sources = Array(layer.files)
        let contents = try SourceReader.hash(sources.map(\.value), known)
        let files = zip(sources, contents).map { source, content in
            TreeFile(
                path: source.key, executable: source.value.executable, size: content.size, digest: content.digest,
                modified: FileTimes.time(path: source.key, digest: content.digest))
        }
        return TreeListing(folders: Array(layer.folders), files: files)
    }

    private func write(_ layer: TreePlan.Layer, _ listing: TreeListing) throws -> (Descriptor, Digest) {
        let tar = try LayerTar()
        var diffID: Digest?
        let blob = try ingest.add(mediaType: MediaType.layer, hashingOn: tar.queue) { sink in
            let packed = try ZstdFrames(level: Self.level, sink: sink)
            var told: Int64 = 0
            diffID = try tar.write(listing, layer.files, to: { try packed.write($0) }) { done in
                if done - told < Self.stride { return }
                report(.packing(layer.component, done: done, of: listing.bytes))
                told = done
            }
            try packed.finish()
        }
        guard let diffID else { throw BundleError("seal", layer.component.rawValue, "nothing was written") }
        return (blob, diffID)
    }
}
