import SlipwayCrypto
import SlipwayModel
import SlipwaySystem

/// A blob in the making: a file in `ingest/` that becomes a blob under the digest of what was written, or vanishes.
final class BlobWriter {
    private let store: DirectoryStore
    private let file: OpenFile
    private let path: String
    private let hash = SHA256()
    private var size: Int64 = 0
    private var open = true
    /// Held while a blob is made, so that nobody takes it for a left-over.
    private let lock: FileLock
    /// Where the hashing is done, when not here and now.
    private let queue: HashQueue?

    init(_ store: DirectoryStore, _ queue: HashQueue?) throws {
        self.queue = queue
        self.store = store
        lock = try Self.beginIngest(store.path)
        path = store.path + "/ingest/" + (try Randomness.hex(bytes: 8))
        file = try Disk.create(path, exclusive: true)
    }

    func write(_ bytes: UnsafeRawBufferPointer) throws {
        guard open else { throw StoreError("write", "a blob", "it is finished") }
        try Disk.write(bytes, to: file, path)
        if let queue { queue.add(bytes, to: hash) } else { hash.update(bytes) }
        size += Int64(bytes.count)
    }

    /// Syncs content before name, so that after a crash a blob is whole or absent. One that was there already is
    /// replaced: it may have been damaged.
    func finish(mediaType: String, annotations: [String: String]?) throws -> Descriptor {
        open = false
        queue?.drain()
        let digest = hash.finish()
        try Disk.sync(file, path)
        try Disk.rename(path, to: store.blobPath(digest))
        try Disk.syncFolder(parent(of: store.blobPath(digest)))
        return Descriptor(mediaType: mediaType, digest: digest, size: size, annotations: annotations)
    }

    func cancel() {
        open = false
        try? Disk.unlink(path)
    }

    /// Whoever comes while nobody else is making a blob sweeps away what crashed ones have left.
    private static func beginIngest(_ store: String) throws -> FileLock {
        if let alone = try FileLock(store + "/ingest.lock") {
            for name in try Files.names(in: store + "/ingest") { try Disk.unlink(store + "/ingest/" + name) }
            withExtendedLifetime(alone) {}
        }
        return try FileLock(sharing: store + "/ingest.lock")
    }

    static func check(_ bytes: [UInt8], against descriptor: Descriptor, _ subject: String) throws {
        guard Int64(bytes.count) == descriptor.size else {
            throw StoreError("read", subject, "it has \(bytes.count) bytes and should have \(descriptor.size)")
        }
        guard Hashing.sha256(bytes) == descriptor.digest else {
            throw StoreError("read", subject, "it is damaged: its content has another digest")
        }
    }
}
