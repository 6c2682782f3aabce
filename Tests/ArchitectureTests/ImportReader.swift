/// Finds the modules that a source imports, given its code without comments, whatever the form of the line.
enum ImportReader {
    private static let kinds: Set = ["struct", "class", "enum", "protocol", "typealias", "func", "let", "var"]

    static func modules(in code: String) -> [String] {
        let words = code.split { $0.isWhitespace || $0 == ";" }.map(String.init)
        return words.indices.compactMap { index in
            guard words[index] == "import" else { return nil }
            let rest = words[(index + 1)...].drop { kinds.contains($0) }
            return rest.first?.split(separator: ".").first.map { $0.filter { $0 != "`" } }
        }
    }
}
