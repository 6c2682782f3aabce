package import SlipwayModel

/// An image in the store: its tree, and what is known of it.
package struct ImportedImage: Hashable, Sendable {
    package var name: String
    /// The folder of the tree, in the upstream layout.
    package var tree: String
    package var record: ImageRecord
}

/// What was found when an image was imported: the file `record.json` beside its tree.
package struct ImageRecord: Codable, Hashable, Sendable {
    package var schema = 1
    package var name: String
    /// Of definition and lock: what the import depends on.
    package var origin: Digest
    /// Of the tree's listing (`TreeListing`).
    package var tree: Digest
    package var files: Int
    package var bytes: Int64
    /// The lowest C library that runs it, as `2.34`; nil when nothing in it needs one.
    package var glibc: String?
}
