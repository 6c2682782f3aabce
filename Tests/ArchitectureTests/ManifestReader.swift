/// Reads from the text of `Package.swift` which module declares which dependencies.
enum ManifestReader {
    private static let openings: Set = ["module", "target", "executableTarget", "systemLibrary"]

    /// Tests are left out; a product counts by its own name, not by its package's.
    static func dependencies(in manifest: String) -> [String: Set<String>] {
        let lines = manifest.split(separator: "\n").map { $0.filter { $0 != " " } }
        guard let start = lines.lastIndex(of: "targets:[") else { return [:] }
        // Every second piece between quotes is text; the piece before it tells what the text is.
        let pieces = lines[start...].joined().split(separator: "\"", omittingEmptySubsequences: false)
        var found: [String: Set<String>] = [:]
        var current: String?
        for (before, text) in zip(pieces, pieces.dropFirst()).enumerated().filter({ $0.offset % 2 == 0 }).map(\.element)
        {
            let words = before.split { !$0.isLetter && $0 != "(" }.flatMap { $0.split(separator: "(") }.map(String.init)
            if words.contains("tests") {
                current = nil
            } else if !openings.isDisjoint(with: words) {
                current = String(text)
                found[String(text)] = []
            } else if let current, words.last != "package" {
                found[current]?.insert(String(text))
            }
        }
        return found
    }
}
