import SlipwayModel

/// Decides which names from an archive may become names on a disk.
package enum SafePath {
    /// The path without `.` and doubled or closing slashes. Refuses with 65: absolute paths, `..`, empty ones, control
    /// characters, names that layers give another meaning to (`.wh.`), and what is too long for a file system.
    package static func check(_ path: String, in archive: String) throws -> String {
        func refusal(_ why: String) -> Refusal { Refusal(.badInput, "\(archive) holds \(quoted(path)), \(why)") }

        if path.utf8.contains(where: { $0 < 32 || $0 == 127 }) {
            throw refusal("a path with a control character in it")
        }
        if path.utf8.first == 47 { throw refusal("an absolute path") }
        // Bytes, not characters: a slash with an accent on it is one character, yet to the kernel it is a slash.
        var parts: [[UInt8]] = []
        for part in path.utf8.split(separator: 47) where !part.elementsEqual(".".utf8) {
            if part.elementsEqual("..".utf8) { throw refusal("a path that leads out of it") }
            if part.starts(with: ".wh.".utf8) {
                throw refusal("and a name beginning with .wh. would delete a file of a lower layer")
            }
            if part.count > 255 { throw refusal("a name longer than 255 bytes") }
            parts.append(Array(part))
        }
        if parts.isEmpty { throw refusal("an empty path") }
        let clean = String(decoding: Array(parts.joined(separator: [47])), as: UTF8.self)
        if clean.utf8.count > longest { throw refusal("a path longer than \(longest) bytes") }
        return clean
    }

    /// Leaves room for the folders above a release within the 4096 bytes of a path.
    private static let longest = 3072

    private static func quoted(_ path: String) -> String {
        let shown = path.unicodeScalars.prefix(120).map { $0.value < 32 || $0.value == 127 ? "?" : String($0) }.joined()
        return "'\(shown)'"
    }
}
