package import SlipwayArchive
import SlipwayCrypto
package import SlipwayModel
import SlipwaySystem

extension OpenedBundle {
    package typealias EntryReader = (UnsafeMutableRawBufferPointer) throws -> Int

    /// Hands over the entries of one layer, folders before what is in them, each with a function that reads its
    /// content.
    ///
    /// Everything is checked while it streams: compressed digest, uncompressed digest, paths, kinds, counts, bytes.
    /// What can only be known at the end is thrown then, so whatever `body` has written counts only once this
    /// returns.
    package func layer(_ index: Int, _ body: (ArchiveEntry, EntryReader) throws -> Void) throws {
        try BundleRemedy.told { try streamed(index, body) }
    }

    private func streamed(_ index: Int, _ body: (ArchiveEntry, EntryReader) throws -> Void) throws {
        let tree = installedTree(layer: index)
        guard let member = blobs[manifest.layers[index].digest] else {
            throw BundleError("read", "layer \(tree.component.rawValue)", "the bundle does not hold it")
        }
        let subject = "the layer \(tree.component.rawValue) of \(name)"
        let packed = MemberReader(file, member)
        let plain = try LayerStream(named: subject, tree, packed, size: member.size)
        let archive = try ArchiveReader(named: subject, format: .plainTar) { try plain.read(into: $0) }
        var gate = EntryGate(subject: subject, tree: tree)
        while let stated = try archive.next() {
            let entry = try gate.admit(stated)
            if entry.kind == .folder { plain.allowOneEntry() }
            try body(entry) { try archive.read(into: $0) }
        }
        try gate.finish()
        try plain.finish(expecting: config.rootfs.diff_ids[index])
        try packed.finish(expecting: manifest.layers[index].digest)
    }

    /// One file's content, read through its whole layer; nil when the release does not hold it.
    package func content(of path: String, in component: Component, limit: Int) throws -> [UInt8]? {
        guard let index = manifest.layers.indices.first(where: { installedTree(layer: $0).component == component })
        else { return nil }
        var found: [UInt8]?
        try layer(index) { entry, read in
            guard entry.path == path, entry.kind == .file else { return }
            guard entry.size <= Int64(limit) else {
                throw Refusal(.badInput, "\(path) of \(name) is larger than the \(limit) bytes allowed for it")
            }
            var bytes = [UInt8](repeating: 0, count: Int(entry.size))
            var done = 0
            while done < bytes.count {
                let count = try bytes.withUnsafeMutableBytes {
                    try read(UnsafeMutableRawBufferPointer(rebasing: $0[done...]))
                }
                if count == 0 { throw Refusal(.badInput, "\(path) of \(name) is cut short") }
                done += count
            }
            found = bytes
        }
        return found
    }
}

/// The uncompressed bytes of a layer, hashed and counted: more than the layer declares is refused before it is used.
final class LayerStream {
    private let subject: String
    private let decoder: ZstdDecoder
    private let hash = SHA256()
    private var left: Int64
    /// What so many compressed bytes may become.
    private var room: Int64
    /// The most that headers, padding and long paths of one entry take up.
    private static let overhead: Int64 = 8192
    /// Padding at the end, and what is read ahead of an entry let through.
    private static let slack: Int64 = 1 << 20

    /// `size`: the compressed bytes.
    init(named subject: String, _ tree: DeclaredTree, _ packed: MemberReader, size: Int64) throws {
        self.subject = subject
        decoder = try ZstdDecoder(named: subject) { try packed.read(into: $0) }
        left = tree.bytes + tree.files * Self.overhead + Self.slack
        room = ExpansionBound.most(packed: size)
    }

    /// The layer declares its files only; each folder let through brings its own room.
    func allowOneEntry() { left += Self.overhead }

    func read(into buffer: UnsafeMutableRawBufferPointer) throws -> Int {
        let count = try decoder.read(into: buffer)
        left -= Int64(count)
        room -= Int64(count)
        if room < 0 { throw ExpansionBound.refusal(subject) }
        if left < 0 { throw Refusal(.badInput, "\(subject) unpacks to more than it declares") }
        hash.update(UnsafeRawBufferPointer(rebasing: buffer[..<count]))
        return count
    }

    /// Reads what is left and compares the digest of all.
    func finish(expecting diffID: Digest) throws {
        let room = UnsafeMutableRawBufferPointer.allocate(byteCount: 65_536, alignment: 16)
        defer { room.deallocate() }
        while try read(into: room) > 0 {}
        guard hash.finish() == diffID else {
            throw Refusal(.badInput, "\(subject) unpacks to other bytes than its release names")
        }
    }
}
