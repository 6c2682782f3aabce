import SlipwayBundle
import SlipwayModel
import SlipwayStore
import SlipwaySystem

/// What a store remembers of one .war: what each entry unpacks to, told by the bytes it lies packed in, and, where the
/// times of the file vouch for it, that the whole is the same.
struct WebAppMemory {
    struct Item {
        /// Checked; of a folder too.
        var path: String
        /// Of the entry's bytes in the archive; nil where the archive leaves questions.
        var key: Digest?
        /// nil for a folder.
        var content: TreeSource.Known?
    }
    var stamp: FileStamp?
    /// In the order of the archive.
    var items: [Item] = []

    private static let head = "slipway webapp 2"

    private init() {}

    init(stamp: FileStamp?, items: [Item]) {
        self.stamp = stamp
        self.items = items
    }

    /// Nothing when nothing is remembered.
    init(of archive: String, in store: DirectoryStore) {
        self = store.noted(Self.key(archive)).flatMap(Self.read) ?? WebAppMemory()
    }

    func keep(of archive: String, in store: DirectoryStore) { store.note(Self.key(archive), Array(text.utf8)) }

    /// What the entries of each key unpack to.
    var contents: [Digest: TreeSource.Known] {
        Dictionary(
            items.compactMap { item in
                guard let key = item.key, let content = item.content else { return nil }
                return (key, content)
            }, uniquingKeysWith: { first, _ in first })
    }

    private static func key(_ archive: String) -> String { "webapp " + ((try? Files.real(archive)) ?? archive) }

    /// Paths hold no line break: `SafePath` has seen to it.
    private var text: String {
        var text = "\(Self.head)\n\(stamp?.description ?? "-")\n"
        for item in items {
            if let content = item.content {
                text += "f \(item.key?.hex ?? "-") \(content.digest.hex) \(content.size) \(item.path)\n"
            } else {
                text += "d \(item.path)\n"
            }
        }
        return text
    }

    private static func read(_ bytes: [UInt8]) -> WebAppMemory? {
        let lines = bytes.split(separator: 10)
        guard lines.count > 2, lines[0].elementsEqual(head.utf8) else { return nil }
        var memory = WebAppMemory()
        memory.stamp = FileStamp(text: lines[1])
        for line in lines[2...] {
            guard let item = item(line) else { return nil }
            memory.items.append(item)
        }
        return memory
    }

    private static func item(_ line: ArraySlice<UInt8>) -> Item? {
        if line.starts(with: "d ".utf8) { return Item(path: String(decoding: line.dropFirst(2), as: UTF8.self)) }
        let words = line.split(separator: 32, maxSplits: 4).map { String(decoding: $0, as: UTF8.self) }
        guard words.count == 5, words[0] == "f", let digest = Digest(hex: words[2]), let size = Int64(words[3])
        else { return nil }
        return Item(path: words[4], key: Digest(hex: words[1]), content: TreeSource.Known(digest: digest, size: size))
    }
}
