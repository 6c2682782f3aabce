import SlipwayArchive
import SlipwayBundle
import SlipwayCrypto
import SlipwayModel
import SlipwaySystem
import Synchronization

/// The entries of a .war, unpacked into a folder when and as far as somebody needs them, several at once. All readers
/// see the same open file, whatever becomes of its name.
final class PackedWebApp: Sendable {
    struct Entry: Sendable {
        var path: String
        var isFolder = false
        /// Bytes, as announced.
        var size: Int64 = 0
    }

    private struct State {
        /// Which lie in the folder, by their number.
        var made: Set<Int> = []
        var bytes: Int64 = 0
        var contents: [Int: TreeSource.Known] = [:]
    }

    /// For words.
    private let source: String
    private let file: OpenFile
    private let work: String
    /// In the order of the archive.
    let entries: [Entry]
    private let state = Mutex(State())
    private let most: Int64

    init(_ source: String, _ file: OpenFile, work: String, entries: [Entry]) throws {
        self.source = source
        self.file = file
        self.work = work
        self.entries = entries
        most = ExpansionBound.most(packed: try file.size())
    }

    static func reader(_ source: String, _ file: OpenFile) throws -> ArchiveReader {
        try ArchiveReader(file: OpenFile.read("/proc/self/fd/\(file.fd)"), named: source, format: .zip)
    }

    /// By number, not by name: two names may differ in ways a file system does not tell apart.
    func place(_ number: Int) -> String { work + "/\(number)" }

    /// The file of an entry when it is first read: with it come its like, since whoever packs one packs all of them.
    func later(_ number: Int) -> LaterFile {
        LaterFile { [self] in
            if state.withLock({ $0.made.contains(number) }) { return place(number) }
            let isLibrary = ExplodedWebApp.isLibrary(entries[number].path)
            let made = state.withLock { $0.made }
            let all = entries.indices.filter {
                !entries[$0].isFolder && !made.contains($0)
                    && ExplodedWebApp.isLibrary(entries[$0].path) == isLibrary
            }
            _ = try unpack(all)
            return place(number)
        }
    }

    /// What these entries hold, by their numbers.
    func unpack(_ numbers: [Int]) throws -> [Int: TreeSource.Known] {
        if numbers.isEmpty { return [:] }
        let shares = Self.shares(numbers, sizes: entries.map(\.size), count: Workers.count)
        try Workers.each(shares.count) { [self] number in try unpack(share: shares[number]) }
        return state.withLock { state in
            state.made.formUnion(numbers)
            return state.contents.filter { state.made.contains($0.key) }
        }
    }

    /// As large as each other, as far as that goes: the largest first, each to whom has least.
    static func shares(_ numbers: [Int], sizes: [Int64], count: Int) -> [Set<Int>] {
        var shares = [(bytes: Int64, numbers: Set<Int>)](repeating: (0, []), count: min(count, numbers.count))
        for number in numbers.sorted(by: { (sizes[$0], $1) > (sizes[$1], $0) }) {
            guard let least = shares.indices.min(by: { shares[$0].bytes < shares[$1].bytes }) else { break }
            shares[least].bytes &+= max(1, sizes[number])
            shares[least].numbers.insert(number)
        }
        return shares.map(\.numbers)
    }

    private func unpack(share: Set<Int>) throws {
        let reader = try Self.reader(source, file)
        let room = UnsafeMutableRawBufferPointer.allocate(byteCount: 1 << 18, alignment: 16)
        defer { room.deallocate() }
        var (number, left) = (0, share.count)
        while left > 0 {
            guard let entry = try reader.next(), number < entries.count else { throw changed() }
            if share.contains(number) {
                guard try SafePath.check(entry.path, in: source) == entries[number].path else { throw changed() }
                let content = try write(reader, to: place(number), room)
                state.withLock { $0.contents[number] = content }
                left -= 1
            }
            number += 1
        }
    }

    private func write(
        _ reader: ArchiveReader, to path: String, _ room: UnsafeMutableRawBufferPointer
    ) throws -> TreeSource.Known {
        let file = try Disk.create(path, mode: 0o600, exclusive: true)
        let hash = SHA256()
        var size: Int64 = 0
        while true {
            let count = try reader.read(into: room)
            if count == 0 { return TreeSource.Known(digest: hash.finish(), size: size) }
            let bytes = UnsafeRawBufferPointer(rebasing: room[..<count])
            let total = state.withLock { state in
                state.bytes += Int64(count)
                return state.bytes
            }
            if total > most { throw ExpansionBound.refusal(lastName(of: source)) }
            try Disk.write(bytes, to: file, path)
            hash.update(bytes)
            size += Int64(count)
        }
    }

    private func changed() -> Refusal {
        Refusal(.badInput, "\(source) changed while it was read", hint: "build again when it is complete")
    }
}
