import SlipwayCrypto
import SlipwayModel
import SlipwaySystem

/// Reads the files of a tree: once to hash them, and once more to pack them, when each must still be what was hashed.
enum SourceReader {
    static func hash(_ content: TreeSource.Content) throws -> TreeSource.Known {
        switch content {
        case .file(let path):
            let (digest, size) = try Hashing.sha256(file: path)
            return TreeSource.Known(digest: digest, size: size)
        case .bytes(let bytes):
            return TreeSource.Known(digest: Hashing.sha256(bytes), size: Int64(bytes.count))
        }
    }

    static func copy(
        _ source: TreeSource, listedAs listed: TreeFile, to sink: (UnsafeRawBufferPointer) throws -> Void
    ) throws {
        switch source.content {
        case .bytes(let bytes):
            guard source.known == nil || Hashing.sha256(bytes) == listed.digest else {
                throw BundleError("seal", listed.path, "its content is not what was announced")
            }
            try bytes.withUnsafeBytes { try sink($0) }
        case .file(let path): try copy(path, listed, sink)
        }
    }

    private static func copy(
        _ path: String, _ listed: TreeFile, _ sink: (UnsafeRawBufferPointer) throws -> Void
    ) throws {
        let changed = BundleError("seal", path, "it changed while it was being read")
        let file = try OpenFile.read(path)
        let hash = SHA256()
        let room = UnsafeMutableRawBufferPointer.allocate(byteCount: 65_536, alignment: 16)
        defer { room.deallocate() }
        var size: Int64 = 0
        while true {
            let count = try file.read(into: room)
            if count == 0 { break }
            size += Int64(count)
            if size > listed.size { throw changed }
            let piece = UnsafeRawBufferPointer(rebasing: room[..<count])
            hash.update(piece)
            try sink(piece)
        }
        guard size == listed.size, hash.finish() == listed.digest else { throw changed }
    }
}
