import SlipwayCrypto
import SlipwayModel
import SlipwayStore
import SlipwaySystem

/// Reads the files of a tree: once to hash them, and once more to pack them.
enum SourceReader {
    /// Size and digest of each, in order; read only where nobody has hashed it before.
    static func hash(_ sources: [TreeSource], _ known: KnownFiles) throws -> [TreeSource.Known] {
        var paths: [String] = []
        for source in sources where source.known == nil {
            if let path = try source.content.path() { paths.append(path) }
        }
        var hashed = try known.digests(of: paths)[...]
        return sources.compactMap { source in
            if let known = source.known { return known }
            switch source.content {
            case .file, .later: return hashed.popFirst().map { TreeSource.Known(digest: $0.digest, size: $0.size) }
            case .bytes(let bytes):
                return TreeSource.Known(digest: Hashing.sha256(bytes), size: Int64(bytes.count))
            }
        }
    }

    /// Hands over exactly `size` bytes, or throws: a file that has another size now has changed.
    static func copy(
        _ source: TreeSource, size: Int64, to sink: (UnsafeRawBufferPointer) throws -> Void
    ) throws {
        if case .bytes(let bytes) = source.content {
            guard Int64(bytes.count) == size else { throw changed(source) }
            try bytes.withUnsafeBytes { try sink($0) }
        }
        guard let path = try source.content.path() else { return }
        let file = try OpenFile.read(path)
        let room = UnsafeMutableRawBufferPointer.allocate(byteCount: 65_536, alignment: 16)
        defer { room.deallocate() }
        var left = size
        while true {
            let count = try file.read(into: room)
            left -= Int64(count)
            if left < 0 || (count == 0 && left > 0) { throw changed(source) }
            if count == 0 { return }
            try sink(UnsafeRawBufferPointer(rebasing: room[..<count]))
        }
    }

    static func changed(_ source: TreeSource) -> BundleError {
        let cause = "it changed while it was being read"
        return switch source.content {
        case .file(let path): BundleError("seal", path, cause)
        case .bytes, .later: BundleError("seal", source.path, cause)
        }
    }
}
