package import SlipwayCrypto
package import SlipwayModel
import SlipwaySystem

extension DirectoryStore {
    package typealias Sink = (UnsafeRawBufferPointer) throws -> Void

    /// Takes in a blob that `body` hands over piece by piece; its digest is computed on the way. When `body` throws,
    /// nothing of it stays. With a `queue` the hashing is done on its thread.
    package func ingest(
        mediaType: String, hashingOn queue: HashQueue? = nil, _ body: (@escaping Sink) throws -> Void
    ) throws -> Descriptor {
        let writer = try BlobWriter(self, queue)
        do {
            try body { try writer.write($0) }
            return try writer.finish(mediaType: mediaType, annotations: nil)
        } catch {
            writer.cancel()
            throw error
        }
    }

    /// Takes in a small blob; writes nothing when it is there already.
    package func put(
        _ bytes: [UInt8], mediaType: String, annotations: [String: String]? = nil
    ) throws -> Descriptor {
        let known = Descriptor(
            mediaType: mediaType, digest: Self.digest(of: bytes), size: Int64(bytes.count), annotations: annotations)
        if let present = try? Files.read(blobPath(known.digest), limit: bytes.count), present == bytes { return known }
        var fresh = try ingest(mediaType: mediaType) { sink in try bytes.withUnsafeBytes { try sink($0) } }
        fresh.annotations = annotations
        return fresh
    }
}
