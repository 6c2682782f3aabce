package import SlipwayModel
package import SlipwayStore
import SlipwaySystem

/// What a store has attached to a release, as a bundle wants it.
package struct StoredAttachments {
    let statement: [UInt8]
    let signature: [UInt8]?
    /// The image index that lists all of it.
    let index: [UInt8]
    /// Each once, manifests of artifacts first.
    let blobs: [Descriptor]

    /// nil when there is no statement.
    package init?(_ store: DirectoryStore, of manifest: Descriptor) throws {
        guard let entry = try store.attached(to: manifest.digest) else { return nil }
        index = try store.read(entry, limit: BundleLayout.largestJSON)
        var blobs: [Descriptor] = []
        var signed: (statement: [UInt8], signature: [UInt8]?)?
        for entry in try JSONText.value(ImageIndex.self, from: index).manifests {
            let artifact = try JSONText.value(
                Manifest.self, from: try store.read(entry, limit: BundleLayout.largestJSON))
            blobs += [entry, artifact.config] + artifact.layers
            guard artifact.artifactType == MediaType.statement, let first = artifact.layers.first else { continue }
            let signature = artifact.layers.dropFirst().first
            signed = (
                try store.read(first, limit: BundleLayout.largestJSON),
                try signature.map { try store.read($0, limit: BundleLayout.largestJSON) }
            )
        }
        guard let signed else { return nil }
        (statement, signature) = signed
        var seen: Set<Digest> = []
        self.blobs = blobs.filter { seen.insert($0.digest).inserted }
    }

    /// As it lies in the store, not judged.
    package func signed() throws -> SignedStatement { try SignedStatement(bytes: statement, signature: signature) }
}
