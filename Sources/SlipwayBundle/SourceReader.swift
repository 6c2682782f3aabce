import SlipwayCrypto
import SlipwayModel
import SlipwaySystem

/// Reads a file of the tree a second time, and makes sure that it still is what was hashed the first time.
enum SourceReader {
    static func copy(
        _ source: TreeSource, listedAs listed: TreeFile, to sink: (UnsafeRawBufferPointer) throws -> Void
    ) throws {
        switch source.content {
        case .bytes(let bytes): try bytes.withUnsafeBytes { try sink($0) }
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
