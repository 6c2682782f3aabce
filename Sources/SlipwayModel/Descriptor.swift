/// Points at content: what it is, how large, and its digest (OCI image specification, "Content Descriptors").
package struct Descriptor: Codable, Hashable, Sendable {
    package var mediaType: String
    package var digest: Digest
    /// Bytes.
    package var size: Int64
    package var annotations: [String: String]?

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
}
