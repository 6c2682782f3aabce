import SlipwayModel
import SlipwayStore

/// What a store remembers of the pages of one web app: the compiled classes, and the content of every file that the
/// compilation asked for, so that a change of any other file does not matter.
struct PageMemory {
    /// nil for a file that was not there.
    var asked: [String: Digest?]
    var result: CompiledPages

    private static let head = "slipway pages 1"

    init(asked: [String: Digest?], result: CompiledPages) {
        self.asked = asked
        self.result = result
    }

    /// `key` tells all that is known before the compilation; nil when nothing is remembered under it.
    init?(_ key: Digest, in store: DirectoryStore) {
        guard let bytes = store.noted(Self.name(key)), let memory = Self.read(bytes) else { return nil }
        self = memory
    }

    func keep(_ key: Digest, in store: DirectoryStore) { store.note(Self.name(key), bytes) }

    private static func name(_ key: Digest) -> String { "pages " + key.hex }

    /// Lines, an empty one, and then the files' bytes. Paths hold no line break.
    private var bytes: [UInt8] {
        var text = "\(Self.head)\n" + (result.pages.map { "pages \($0)\n" } ?? "")
        for (path, digest) in asked.sorted(by: { $0.key < $1.key }) { text += "asked \(digest?.hex ?? "-") \(path)\n" }
        for fragment in result.fragments { text += "fragment \(fragment)\n" }
        for file in result.files { text += "file \(file.bytes.count) \(file.path)\n" }
        return Array((text + "\n").utf8) + result.files.flatMap(\.bytes)
    }

    private static func read(_ bytes: [UInt8]) -> PageMemory? {
        guard let end = bytes.indices.first(where: { bytes[$0] == 10 && bytes[($0 + 1)...].first == 10 }) else {
            return nil
        }
        let lines = String(decoding: bytes[..<end], as: UTF8.self).split(separator: "\n")
        guard lines.first.map(String.init) == head else { return nil }
        var memory = PageMemory(asked: [:], result: CompiledPages())
        var place = end + 2
        for line in lines.dropFirst() {
            guard memory.take(line, bytes, &place) else { return nil }
        }
        return place == bytes.count ? memory : nil
    }

    private mutating func take(_ line: Substring, _ bytes: [UInt8], _ place: inout Int) -> Bool {
        let words = line.split(separator: " ", maxSplits: 2, omittingEmptySubsequences: false).map(String.init)
        switch (words[0], words.count) {
        case ("pages", 2): result.pages = Int(words[1])
        case ("asked", 3): asked[words[2]] = .some(Digest(hex: words[1]))
        case ("fragment", 2...): result.fragments.append(words.dropFirst().joined(separator: " "))
        case ("file", 3):
            guard let count = Int(words[1]), count >= 0, count <= bytes.count - place else { return false }
            result.files.append((words[2], Array(bytes[place..<(place + count)])))
            place += count
        default: return false
        }
        return true
    }
}
