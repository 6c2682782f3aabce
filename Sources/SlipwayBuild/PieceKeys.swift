import SlipwayArchive
import SlipwayCrypto
import SlipwayModel
import SlipwaySystem
import Synchronization

/// Names each entry of a .war by all the bytes that its content follows from, so that entries which did not change are
/// found again without unpacking them.
struct PieceKeys: Sendable {
    private let file: OpenFile
    private let entries: [ZipDirectory.Entry]

    /// nil where the archive leaves questions, or holds other entries than `paths`, in their order.
    init?(_ file: OpenFile, _ paths: [String]) throws {
        guard let directory = try ZipDirectory(file), directory.entries.count == paths.count else { return nil }
        for (entry, path) in zip(directory.entries, paths) {
            guard let name = try? SafePath.check(String(decoding: entry.name, as: UTF8.self), in: ""),
                name.utf8.elementsEqual(path.utf8)
            else { return nil }
        }
        self.file = file
        entries = directory.entries
    }

    private final class Keys: Sendable {
        let all = Mutex<[Int: Digest]>([:])
    }

    /// The keys of these entries, by their numbers; reads them, several at once.
    func keys(of numbers: [Int]) throws -> [Int: Digest] {
        let keys = Keys()
        let sizes = entries.map { $0.piece.upperBound - $0.piece.lowerBound }
        let shares = PackedWebApp.shares(numbers, sizes: sizes, count: Workers.count)
        try Workers.each(shares.count) { share in
            let room = UnsafeMutableRawBufferPointer.allocate(byteCount: 1 << 18, alignment: 16)
            defer { room.deallocate() }
            for number in shares[share].sorted() {
                let key = try key(of: entries[number], room)
                keys.all.withLock { $0[number] = key }
            }
        }
        return keys.all.withLock { $0 }
    }

    private func key(of entry: ZipDirectory.Entry, _ room: UnsafeMutableRawBufferPointer) throws -> Digest {
        let hash = SHA256()
        hash.update(entry.record)
        var place = entry.piece.lowerBound
        while place < entry.piece.upperBound {
            let most = min(Int64(room.count), entry.piece.upperBound - place)
            let count = try file.read(into: UnsafeMutableRawBufferPointer(rebasing: room[..<Int(most)]), at: place)
            if count == 0 { throw Refusal(.badInput, "the web app is cut short") }
            hash.update(UnsafeRawBufferPointer(rebasing: room[..<count]))
            place += Int64(count)
        }
        return hash.finish()
    }
}
