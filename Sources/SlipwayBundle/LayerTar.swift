import SlipwayArchive
import SlipwayCrypto
import SlipwayModel
import SlipwaySystem

/// Writes the tar of one layer into a sink, and makes sure that every file still is what the listing says, unless it is
/// our own. The hashing is done on a second thread, since the sink compresses and that takes longest.
final class LayerTar {
    let queue: HashQueue
    private let whole = SHA256()
    /// Of the file being read.
    private var current: SHA256?
    private var unchecked: [(source: TreeSource, digest: Digest, hash: SHA256)] = []

    init() throws { queue = try HashQueue() }

    /// Returns the digest of the tar. `told` hears after each file how many bytes are done.
    func write(
        _ listing: TreeListing, _ files: [String: TreeSource], to sink: @escaping TarWriter.Sink,
        told: (Int64) -> Void
    ) throws -> Digest {
        let tar = TarWriter { [unowned self] bytes in
            if let current { queue.add(bytes, to: whole, current) } else { queue.add(bytes, to: whole) }
            try sink(bytes)
        }
        var done: Int64 = 0
        // Both lists are in byte order; merged they stay so, and a folder precedes what is in it.
        var folders = listing.folders[...]
        for file in listing.files {
            while let folder = folders.first, folder.utf8.lexicographicallyPrecedes(file.path.utf8) {
                try tar.folder(folder, modified: FileTimes.constant)
                folders.removeFirst()
            }
            guard let source = files[file.path] else { continue }
            try add(file, source, to: tar)
            done += file.size
            told(done)
        }
        for folder in folders { try tar.folder(folder, modified: FileTimes.constant) }
        try tar.finish()
        try check()
        return whole.finish()
    }

    private func add(_ file: TreeFile, _ source: TreeSource, to tar: TarWriter) throws {
        try tar.file(
            file.path, size: file.size, executable: file.executable, modified: file.modified
        ) { sink in
            if source.known?.isOurs == true { return try SourceReader.copy(source, size: file.size, to: sink) }
            let hash = SHA256()
            current = hash
            defer { current = nil }
            try SourceReader.copy(source, size: file.size, to: sink)
            unchecked.append((source, file.digest, hash))
        }
        if unchecked.count == 1000 { try check() }
    }

    private func check() throws {
        queue.drain()
        for (source, digest, hash) in unchecked where hash.finish() != digest { throw SourceReader.changed(source) }
        unchecked = []
    }
}
