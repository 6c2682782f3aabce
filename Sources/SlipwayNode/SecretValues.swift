import Glibc
import SlipwayModel
import SlipwaySystem

/// The values of an app's secrets, to be covered wherever they stand in evidence.
package struct SecretValues: Sendable {
    /// The longest first, so that one that holds another is covered whole.
    private let values: [(bytes: [UInt8], cover: [UInt8])]
    /// A shorter value is covered only where it stands alone: it would cover half of every text.
    private static let short = 4

    /// The files of these names in `folder`, and whatever a slot has got as files.
    package init(_ names: [String], in folder: String, files: String? = nil) {
        var found: [(name: String, bytes: [UInt8])] = []
        func take(_ name: String, _ path: String) {
            guard SecretName.isName(name), let file = try? PlainFile.read(path + "/" + name),
                let bytes = try? file.readAll(limit: 1 << 20)
            else { return }
            found.append((name, bytes))
        }
        for name in names { take(name, folder) }
        if let files { for name in (try? Files.names(in: files)) ?? [] { take(name, files) } }
        self.init(found)
    }

    package init(_ secrets: [(name: String, bytes: [UInt8])]) {
        var values: [[UInt8]: [UInt8]] = [:]
        for (name, bytes) in secrets {
            let cover = Array("(secret \(name))".utf8)
            let lines = bytes.split { $0 == 10 || $0 == 13 }.map(Array.init)
            // Of a text of many lines each line that means something by itself.
            let parts = lines.count > 1 ? lines.filter { $0.count >= 8 } : lines
            for part in [bytes] + parts where !part.isEmpty && values[part] == nil { values[part] = cover }
        }
        self.values = values.sorted {
            ($1.key.count, Self.text($0.key)) < ($0.key.count, Self.text($1.key))
        }.map { ($0.key, $0.value) }
    }

    private static func text(_ bytes: [UInt8]) -> String { String(decoding: bytes, as: UTF8.self) }

    package func masked(_ text: String) -> String {
        values.isEmpty ? text : String(decoding: masked(Array(text.utf8)), as: UTF8.self)
    }

    package func masked(_ text: [UInt8]) -> [UInt8] {
        var text = text
        for (value, cover) in values { text = Self.replaced(value, by: cover, in: text) }
        return text
    }

    private static func replaced(_ value: [UInt8], by cover: [UInt8], in text: [UInt8]) -> [UInt8] {
        guard var next = position(of: value, in: text, from: 0) else { return text }
        var result: [UInt8] = []
        var done = 0
        while true {
            let end = next + value.count
            if value.count >= short || (!isWord(text, next - 1) && !isWord(text, end)) {
                result += text[done..<next] + cover
                done = end
            }
            guard let following = position(of: value, in: text, from: end) else { return result + text[done...] }
            next = following
        }
    }

    private static func isWord(_ text: [UInt8], _ index: Int) -> Bool {
        guard text.indices.contains(index) else { return false }
        let letter = text[index]
        return (48...57).contains(letter) || (65...90).contains(letter) || (97...122).contains(letter) || letter > 127
    }

    private static func position(of value: [UInt8], in text: [UInt8], from start: Int) -> Int? {
        guard let first = value.first, text.count - start >= value.count else { return nil }
        return text.withUnsafeBytes { all in
            guard let begin = all.baseAddress else { return nil }
            var at = start
            while at + value.count <= all.count {
                let room = all.count - value.count + 1 - at
                guard let found = memchr(begin + at, Int32(first), room) else { return nil }
                at = UnsafeRawPointer(found) - begin
                if memcmp(begin + at, value, value.count) == 0 { return at }
                at += 1
            }
            return nil
        }
    }
}
