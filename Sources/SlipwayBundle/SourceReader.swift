import SlipwayCrypto
import SlipwayModel
import SlipwaySystem

/// Reads the files of a tree: once to hash them, and once more to pack them.
enum SourceReader {
    /// Size and digest of each, in order; read only where nobody has hashed it before.
    static func hash(_ sources: [TreeSource]) throws -> [TreeSource.Known] {
        var paths: [String] = []
        for source in sources where source.known == nil {
            if case .file(let path) = source.content { paths.append(path) }
        }
        var hashed = try Hashing.sha256(files: paths)[...]
        return sources.compactMap { source in
            if let known = source.known { return known }
            switch source.content {
            case .file: return hashed.popFirst().map { TreeSource.Known(digest: $0.digest, size: $0.size) }
            case .bytes(let bytes):
                return TreeSource.Known(digest: Hashing.sha256(bytes), size: Int64(bytes.count))
            }
        }
    }

    /// Hands over exactly `size` bytes, or throws: a file that has another size now has changed.
    static func copy(
        _ source: TreeSource, size: Int64, to sink: (UnsafeRawBufferPointer) throws -> Void
    ) throws {
        switch source.content {
        case .bytes(let bytes):
            guard Int64(bytes.count) == size else { throw changed(source) }
            try bytes.withUnsafeBytes { try sink($0) }
        case .file(let path):
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
    }

    static func changed(_ source: TreeSource) -> BundleError {
        let cause = "it changed while it was being read"
        return switch source.content {
        case .file(let path): BundleError("seal", path, cause)
        case .bytes: BundleError("seal", source.path, cause)
        }
    }
}
