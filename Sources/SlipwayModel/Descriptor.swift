/// Points at content: what it is, how large, and its digest (OCI image specification, "Content Descriptors").
package struct Descriptor: Codable, Hashable, Sendable {
    package var mediaType: String
    package var digest: Digest
    /// Bytes.
    package var size: Int64
    package var annotations: [String: String]?
    /// Of an artifact's manifest: what it is.
    package var artifactType: String?

    package init(mediaType: String, digest: Digest, size: Int64, annotations: [String: String]? = nil) {
        self.mediaType = mediaType
        self.digest = digest
        self.size = size
        self.annotations = annotations
    }
}

/// The media types and annotation keys that Slipway writes.
package enum MediaType {
    package static let index = "application/vnd.oci.image.index.v1+json"
    package static let manifest = "application/vnd.oci.image.manifest.v1+json"
    package static let config = "application/vnd.oci.image.config.v1+json"
    package static let layer = "application/vnd.oci.image.layer.v1.tar+zstd"
    /// The config of an artifact, which has none: `{}`.
    package static let empty = "application/vnd.oci.empty.v1+json"
    package static let statement = "application/vnd.dev.slipway.statement.v1+json"
    package static let signature = "application/vnd.dev.slipway.minisign"
    /// CycloneDX.
    package static let bom = "application/vnd.cyclonedx+json"
    /// An in-toto statement.
    package static let provenance = "application/vnd.in-toto+json"
}

package enum Annotation {
    package static let title = "org.opencontainers.image.title"
    package static let version = "org.opencontainers.image.version"
    package static let refName = "org.opencontainers.image.ref.name"
    /// On a layer: which component it holds.
    package static let component = "dev.slipway.component"
    /// On a layer: the digest of its tree, see `TreeListing`.
    package static let tree = "dev.slipway.tree"
    /// On a layer: how many files it holds, and their bytes together.
    package static let files = "dev.slipway.files"
    package static let bytes = "dev.slipway.bytes"
    /// In a store's index, on the index of what is attached to a release: the release's manifest, its name and sequence.
    package static let subject = "dev.slipway.subject"
    package static let app = "dev.slipway.app"
    package static let sequence = "dev.slipway.sequence"
}
