import Glibc
import SlipwayModel
import SlipwaySystem

/// The values of an app's secrets, to be covered wherever they stand in evidence.
package struct SecretValues: Sendable {
    package typealias Secret = (name: String, bytes: [UInt8])

    private let secrets: [Secret]
    /// Sorted by their bytes, so that those that begin alike are neighbours.
    private let values: [(bytes: [UInt8], cover: [UInt8])]
    /// A shorter value is covered only where it stands alone: it would cover half of every text.
    private static let short = 4
    /// A longer one is covered piece by piece.
    private static let long = 1024
    /// Of a text of many lines each of so many bytes means something by itself.
    private static let line = 8
    /// Of the files of a slot, which its program may write: names, bytes of each, and bytes of all.
    private static let mostNames = 256
    private static let mostBytes = 64 << 10
    private static let mostInAll = 1 << 20

    /// The files of these names in `folder`, and what a slot has got of them as files.
    package init(_ names: [String], in folder: String, files: String? = nil) {
        let names = names.filter(SecretName.isName)
        var found: [Secret] = []
        for name in names {
            guard let file = try? PlainFile.read(folder + "/" + name), let bytes = try? file.readAll(limit: 1 << 20)
            else { continue }
            found.append((name, bytes))
        }
        if let files {
            var rest = Self.mostInAll
            for name in names.prefix(Self.mostNames) {
                guard let bytes = Self.content(name, in: files), bytes.count <= rest else { continue }
                rest -= bytes.count
                found.append((name, bytes))
            }
        }
        self.init(found)
    }

    package init(_ secrets: [Secret]) {
        self.secrets = secrets
        var values: [[UInt8]: [UInt8]] = [:]
        for (name, bytes) in secrets {
            let cover = Array("(secret \(name))".utf8)
            let lines = bytes.split { $0 == 10 || $0 == 13 }
            let parts = lines.count > 1 ? lines.filter { $0.count >= Self.line } : lines
            for part in ([bytes[...]] + parts).flatMap(Self.pieces) where values[part] == nil { values[part] = cover }
        }
        self.values = values.sorted { $0.key.lexicographicallyPrecedes($1.key) }.map { ($0.key, $0.value) }
    }

    /// These, and those that are not among them yet.
    package func with(_ more: SecretValues) -> SecretValues {
        SecretValues(secrets + more.secrets.filter { new in !secrets.contains { $0 == new } })
    }

    /// The latest `count` of each name that is small enough to be held for long.
    package func latest(_ count: Int, within bytes: Int) -> SecretValues {
        var kept: [Secret] = []
        var size = 0
        for secret in secrets where kept.count(where: { $0.name == secret.name }) < count {
            guard size + secret.bytes.count <= bytes else { continue }
            size += secret.bytes.count
            kept.append(secret)
        }
        return SecretValues(kept)
    }

    /// Only what is a plain file without a link on the way: the folder may be the app's own.
    private static func content(_ name: String, in folder: String) -> [UInt8]? {
        guard let file = try? PlainFile.read(folder + "/" + name),
            let opened = try? Files.facts("/proc/self/fd/\(file.fd)", following: true),
            let seen = (try? HostileFolder.facts(lastName(of: folder) + "/" + name, below: parent(of: folder))) ?? nil,
            seen.inode == opened.inode, seen.device == opened.device
        else { return nil }
        return try? file.readAll(limit: mostBytes)
    }

    private static func pieces(_ bytes: ArraySlice<UInt8>) -> [[UInt8]] {
        stride(from: bytes.startIndex, to: bytes.endIndex, by: long).map {
            Array(bytes[$0..<min($0 + long, bytes.endIndex)])
        }
    }
}

extension SecretValues {
    package func masked(_ text: String) -> String {
        values.isEmpty ? text : String(decoding: masked(Array(text.utf8)), as: UTF8.self)
    }

    /// In one pass, so that no cover is covered again.
    package func masked(_ text: [UInt8]) -> [UInt8] {
        if values.isEmpty { return text }
        let begins = begins
        var result: [UInt8] = []
        var done = 0
        var at = 0
        while at < text.count {
            guard let first = longest(text, at, begins) else {
                at += 1
                continue
            }
            result += text[done..<at] + values[first].cover
            var end = at + values[first].bytes.count
            at += 1
            // What begins within one and ends behind it goes with it.
            while at < end {
                if let next = longest(text, at, begins) { end = max(end, at + values[next].bytes.count) }
                at += 1
            }
            done = end
        }
        return done == 0 ? text : result + text[done...]
    }

    /// For each byte the values that begin with it.
    private var begins: [Range<Int>] {
        var begins = [Range<Int>](repeating: 0..<0, count: 256)
        for (index, value) in values.enumerated() {
            let first = Int(value.bytes[0])
            begins[first] = (begins[first].isEmpty ? index : begins[first].lowerBound)..<index + 1
        }
        return begins
    }

    /// The longest value that stands at a place.
    private func longest(_ text: [UInt8], _ at: Int, _ begins: [Range<Int>]) -> Int? {
        var range = begins[Int(text[at])]
        var depth = 1
        var found: Int?
        while !range.isEmpty {
            // Of those that agree so far the one that ends here is the first.
            if values[range.lowerBound].bytes.count == depth {
                let isAlone = !Self.isWord(text, at - 1) && !Self.isWord(text, at + depth)
                if depth >= Self.short || isAlone { found = range.lowerBound }
                range = range.dropFirst()
            }
            guard at + depth < text.count else { break }
            let byte = text[at + depth]
            let begin = bound(range) { $0[depth] >= byte }
            range = begin..<bound(begin..<range.upperBound) { $0[depth] > byte }
            depth += 1
        }
        return found
    }

    /// The first of a range for which it is true, by halving.
    private func bound(_ range: Range<Int>, _ isPast: ([UInt8]) -> Bool) -> Int {
        var (low, high) = (range.lowerBound, range.upperBound)
        while low < high {
            let middle = (low + high) / 2
            if isPast(values[middle].bytes) { high = middle } else { low = middle + 1 }
        }
        return low
    }

    private static func isWord(_ text: [UInt8], _ index: Int) -> Bool {
        guard text.indices.contains(index) else { return false }
        let letter = text[index]
        return (48...57).contains(letter) || (65...90).contains(letter) || (97...122).contains(letter) || letter > 127
    }
}
