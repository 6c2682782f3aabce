/// One file of a component's tree, as the tree digest sees it.
package struct TreeFile: Hashable, Sendable {
    /// Relative, `/`-separated, no `.` or `..`.
    package var path: String
    package var executable: Bool
    package var size: Int64
    package var digest: Digest
    /// Seconds since 1970; derived from the content, see `FileTimes`.
    package var modified: Int64

    package init(path: String, executable: Bool, size: Int64, digest: Digest, modified: Int64) {
        self.path = path
        self.executable = executable
        self.size = size
        self.digest = digest
        self.modified = modified
    }
}

/// All files and folders of a component, sorted by the bytes of their paths. Its canonical text is what the tree
/// digest is the SHA-256 of: one line per folder (`d PATH`) or file (`f|x DIGEST SIZE MTIME PATH`).
package struct TreeListing: Hashable, Sendable {
    package var folders: [String]
    package var files: [TreeFile]

    package init(folders: [String], files: [TreeFile]) {
        self.folders = folders.sorted { Array($0.utf8).lexicographicallyPrecedes(Array($1.utf8)) }
        self.files = files.sorted { Array($0.path.utf8).lexicographicallyPrecedes(Array($1.path.utf8)) }
    }

    package var canonicalText: String {
        var text = ""
        for folder in folders { text += "d \(folder)\n" }
        for file in files {
            text += "\(file.executable ? "x" : "f") \(file.digest) \(file.size) \(file.modified) \(file.path)\n"
        }
        return text
    }
    package var bytes: Int64 { files.reduce(0) { $0 + $1.size } }
}

/// The times files get inside a release. Jars share one time, so that a class-data archive fits anywhere; every other
/// file's time carries bits of its content's hash, so that an ETag or a compiled page changes when the
/// content does.
package enum FileTimes {
    /// 2020-01-01 00:00:00 UTC.
    package static let constant: Int64 = 1_577_836_800

    package static func time(path: String, digest: Digest) -> Int64 {
        if path.hasSuffix(".jar") { return constant }
        let bits = UInt64(digest.hex.prefix(6), radix: 16) ?? 0
        return constant + Int64(bits & 0xff_ffff)
    }
}

extension TreeListing {
    /// Reads what `canonicalText` wrote; nil when it is anything else.
    package init?(canonicalText: String) {
        var folders: [String] = []
        var files: [TreeFile] = []
        // By bytes: a blank or line end with an accent behind it is another character, and the same byte.
        for line in canonicalText.utf8.split(separator: 10) {
            if line.starts(with: "d ".utf8) {
                folders.append(String(decoding: line.dropFirst(2), as: UTF8.self))
                continue
            }
            let words = line.split(separator: 32, maxSplits: 4, omittingEmptySubsequences: false).map {
                String(decoding: $0, as: UTF8.self)
            }
            guard words.count == 5, words[0] == "x" || words[0] == "f", let digest = Digest(words[1]),
                let size = Int64(words[2]), let modified = Int64(words[3])
            else { return nil }
            files.append(
                TreeFile(
                    path: words[4], executable: words[0] == "x", size: size, digest: digest, modified: modified)
            )
        }
        self.init(folders: folders, files: files)
    }
}
