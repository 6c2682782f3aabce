import SlipwayCrypto
import SlipwayModel
import SlipwaySystem

/// A blob in the making: a file whose digest is computed while it is written.
final class BlobWriter {
    private let file: OpenFile
    private let path: String
    private let hash = SHA256()
    private var size: Int64 = 0
    private var open = true
    /// Where the hashing is done, when not here and now.
    private let queue: HashQueue?

    init(_ path: String, _ queue: HashQueue?) throws {
        self.path = path
        self.queue = queue
        file = try Disk.create(path, exclusive: true)
    }

    func write(_ bytes: UnsafeRawBufferPointer) throws {
        guard open else { throw StoreError("write", "a blob", "it is finished") }
        try Disk.write(bytes, to: file, path)
        if let queue { queue.add(bytes, to: hash) } else { hash.update(bytes) }
        size += Int64(bytes.count)
    }

    /// Syncs the content, which comes before its name: after a crash a blob is whole or absent.
    func finish(mediaType: String) throws -> Descriptor {
        open = false
        queue?.drain()
        try Disk.sync(file, path)
        return Descriptor(mediaType: mediaType, digest: hash.finish(), size: size)
    }

    func cancel() {
        open = false
        try? Disk.unlink(path)
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
