package import SlipwayCrypto
package import SlipwayModel
import SlipwaySystem

/// What one build adds to a store: it lies apart, in a folder of its own, until all of it is published under one name.
///
/// So a build that fails or is refused leaves the store as it was, and of builds at once none sees, needs or removes
/// what another has not published. Not for two threads at once.
package final class Ingest {
    package typealias Sink = (UnsafeRawBufferPointer) throws -> Void

    private let store: DirectoryStore
    private let folder: String
    /// Held while the folder is there, so that nobody takes it for a left-over.
    private let lock: FileLock
    /// Finished blobs and where each lies.
    private var staged: [Digest: String] = [:]
    private var memories: [(key: String, descriptor: Descriptor)] = []
    /// Blobs of the store that the release is to be made of.
    private var relied: Set<Digest> = []

    init(_ store: DirectoryStore) throws {
        guard store.isWritable else {
            throw StoreError("write", "to the store \(store.path)", "it is open for reading")
        }
        self.store = store
        lock = try Self.begin(store.path)
        folder = store.path + "/ingest/" + (try Randomness.hex(bytes: 8))
        try Disk.makeFolder(folder)
    }

    /// Whoever comes while nobody else is adding sweeps away what crashed ones have left.
    private static func begin(_ store: String) throws -> FileLock {
        if let alone = try FileLock(store + "/ingest.lock") {
            for name in try Files.names(in: store + "/ingest") { try Folders.removeAll(store + "/ingest/" + name) }
            withExtendedLifetime(alone) {}
        }
        return try FileLock(sharing: store + "/ingest.lock")
    }

    /// Takes in a blob that `body` hands over piece by piece; its digest is computed on the way. When `body` throws,
    /// nothing of it stays. With a `queue` the hashing is done on its thread.
    package func add(
        mediaType: String, hashingOn queue: HashQueue? = nil, _ body: (@escaping Sink) throws -> Void
    ) throws -> Descriptor {
        let path = folder + "/" + (try Randomness.hex(bytes: 8))
        let writer = try BlobWriter(path, queue)
        do {
            try body { try writer.write($0) }
            let blob = try writer.finish(mediaType: mediaType)
            if let twin = staged.updateValue(path, forKey: blob.digest) { try Disk.unlink(twin) }
            return blob
        } catch {
            writer.cancel()
            throw error
        }
    }

    /// Takes in a small blob.
    package func put(_ bytes: [UInt8], mediaType: String) throws -> Descriptor {
        try add(mediaType: mediaType) { sink in try bytes.withUnsafeBytes { try sink($0) } }
    }

    /// See `DirectoryStore.cached`; the release is taken to be made of what this returns.
    package func cached(_ key: String) throws -> Descriptor? {
        guard let known = try store.cached(key) else { return nil }
        relied.insert(known.digest)
        return known
    }

    /// Remembers which blob a piece of work became, once that is published. The descriptor is kept with its
    /// annotations.
    package func remember(_ key: String, _ descriptor: Descriptor) { memories.append((key, descriptor)) }

    /// Moves everything into the store and gives the manifest its name, as the newest of that name. Refuses with 65,
    /// unless `replacing`, when another manifest has it; then and on any other failure nothing has been added.
    package func publish(
        _ manifest: Descriptor, as name: ReleaseName, replacing: Bool, attaching: Attaching? = nil
    ) throws {
        guard ReleaseName.isName(name.name), ReleaseName.isVersion(name.version) else {
            throw Refusal(.badInput, "'\(name)' cannot name a release")
        }
        let turn = try store.lockIndex()
        defer { withExtendedLifetime(turn) {} }
        let named = try store.index(naming: manifest, name, replacing: replacing)
        var index = named
        if let attaching {
            let before = try named ?? store.readIndex()
            let after = try attaching.added(to: before, of: manifest, self)
            if after != before { index = after }
            index?.dropStrayAttachments()
        }
        for digest in relied.union([manifest.digest]) where staged[digest] == nil && !store.contains(digest) {
            throw StoreError("name", name.description, "the store \(store.path) does not hold \(digest)")
        }
        let new = staged.keys.filter { !store.contains($0) }
        do {
            try move()
            if let index { try store.replaceIndex(index) }
        } catch {
            // The name may be in place although the call failed.
            if !store.mayName(manifest) { for digest in new { try? Disk.unlink(store.blobPath(digest)) } }
            throw error
        }
        // Worth nothing but time, so no reason to fail; and never before what they speak of has a name.
        for memory in memories { try? store.remember(memory.key, memory.descriptor) }
    }

    /// A blob that is there already is replaced: it may have been damaged.
    private func move() throws {
        if staged.isEmpty { return }
        for (digest, path) in staged.sorted(by: { $0.key < $1.key }) {
            try Disk.rename(path, to: store.blobPath(digest))
        }
        try Disk.syncFolder(store.path + "/blobs/sha256")
        staged = [:]
    }

    func end() { try? Folders.removeAll(folder) }
}
