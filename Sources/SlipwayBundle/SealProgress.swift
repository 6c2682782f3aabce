package import SlipwayModel

/// What the sealer is doing, for people who watch.
package enum SealProgress: Hashable, Sendable {
    /// All files of a component have been hashed.
    case hashed(Component, files: Int, bytes: Int64)
    /// The layer was made before; nothing is to be done.
    case reused(Component, Descriptor)
    /// Bytes compressed so far, of all.
    case packing(Component, done: Int64, of: Int64)
    case packed(Component, Descriptor)
}
