import SlipwayCrypto
import SlipwayModel
import SlipwaySystem

/// Remembers in a store what jars and single files hold of what Tomcat looks for, by their digests. Losing it costs
/// time only, so it is not synced, and what cannot be read counts as absent; two builds may write at once.
struct ScanMemory: Sendable {
    /// As what a single file was read.
    enum Kind: UInt8 { case type = 0x74, services = 0x73, olderServices = 0x6f, settings = 0x78 }

    struct Loose: Hashable {
        var digest: Digest
        var kind: Kind
    }

    /// Changes when the same jar would give other facts.
    private static let head = "slipway scan 2\n"
    /// Files of jars; beyond it all are forgotten.
    private static let most = 20_000
    /// Bytes of what is remembered of single files with the same first digits.
    private static let largestShelf = 256 << 10
    private static let largest = 64 << 20

    private let folder: String

    init(store: String) { folder = store + "/scans" }

    func find(_ jar: Digest) -> ScanFacts? {
        guard let content = read(jar.hex, subject: jar.hex) else { return nil }
        return content.withUnsafeBytes { ScanFacts(bytes: $0) }
    }

    func remember(_ found: [(Digest, ScanFacts)]) throws {
        if found.isEmpty { return }
        try Disk.makeFolder(folder)
        let names = try Files.names(in: folder)
        if names.count + found.count > Self.most {
            for name in names { try Disk.unlink(folder + "/" + name) }
        }
        for (digest, facts) in found { try write(digest.hex, subject: digest.hex, facts.bytes) }
    }

    /// What is known of these files.
    func find(_ files: Set<Loose>) -> [Loose: ScanFacts] {
        var found: [Loose: ScanFacts] = [:]
        for (shelf, wanted) in Dictionary(grouping: files, by: { Self.shelf($0) }) {
            let known = read(shelf, subject: shelf).flatMap { Self.items($0) } ?? [:]
            for file in wanted {
                guard let bytes = known[file] else { continue }
                if let facts = bytes.withUnsafeBytes({ ScanFacts(bytes: $0) }) { found[file] = facts }
            }
        }
        return found
    }

    func remember(_ found: [Loose: ScanFacts]) throws {
        if found.isEmpty { return }
        try Disk.makeFolder(folder)
        for (shelf, files) in Dictionary(grouping: found, by: { Self.shelf($0.key) }) {
            var items = read(shelf, subject: shelf).flatMap { Self.items($0) } ?? [:]
            if items.values.reduce(0, { $0 + $1.count + 69 }) > Self.largestShelf { items = [:] }
            for (file, facts) in files { items[file] = ArraySlice(facts.bytes) }
            var bytes: [UInt8] = []
            for (file, facts) in items {
                bytes.append(file.kind.rawValue)
                bytes.append(contentsOf: file.digest.hex.utf8)
                withUnsafeBytes(of: UInt32(facts.count).littleEndian) { bytes.append(contentsOf: $0) }
                bytes.append(contentsOf: facts)
            }
            try write(shelf, subject: shelf, bytes)
        }
    }

    private static func shelf(_ file: Loose) -> String { "loose-" + file.digest.hex.prefix(2) }

    private static func items(_ bytes: [UInt8]) -> [Loose: ArraySlice<UInt8>]? {
        var items: [Loose: ArraySlice<UInt8>] = [:]
        var place = 0
        while place < bytes.count {
            guard bytes.count - place >= 69, let kind = Kind(rawValue: bytes[place]),
                let digest = Digest(hex: String(decoding: bytes[(place + 1)..<(place + 65)], as: UTF8.self))
            else { return nil }
            let count = (0..<4).reduce(0) { $0 | Int(bytes[place + 65 + $1]) << (8 * $1) }
            guard count <= bytes.count - place - 69 else { return nil }
            items[Loose(digest: digest, kind: kind)] = bytes[(place + 69)..<(place + 69 + count)]
            place += 69 + count
        }
        return items
    }

    /// The content of a file of ours: its digest stands before it, then our mark and what it is about.
    private func read(_ name: String, subject: String) -> [UInt8]? {
        guard let bytes = try? Files.read(folder + "/" + name, limit: Self.largest), bytes.count > 65 else {
            return nil
        }
        let content = Array(bytes[65...])
        guard Hashing.sha256(content).hex.utf8.elementsEqual(bytes[..<64]) else { return nil }
        let head = Array((Self.head + subject + "\n").utf8)
        return content.starts(with: head) ? Array(content[head.count...]) : nil
    }

    private func write(_ name: String, subject: String, _ content: [UInt8]) throws {
        let whole = Array((Self.head + subject + "\n").utf8) + content
        let path = folder + "/" + name
        do {
            try DurableFile.replaceVolatile(path, with: Array((Hashing.sha256(whole).hex + "\n").utf8) + whole)
        } catch {
            try? Disk.unlink(path + ".new")
            throw error
        }
    }
}
