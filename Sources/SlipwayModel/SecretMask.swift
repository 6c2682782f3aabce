/// Decides what of a setting's value people may see: never a secret, nor what looks like one.
package enum SecretMask {
    private static let sensitive = [
        "password", "passwd", "secret", "token", "credential", "passphrase", "apikey", "api-key", "private-key",
    ]

    /// `(secret NAME)` for a secret's place, `(hidden)` for the plain value of a key that sounds like one.
    package static func shown(_ value: String, key: String) -> String {
        let names = names(in: value)
        if names.isEmpty { return isSensitive(key) && !value.isEmpty ? "(hidden)" : value }
        var rest = value
        for (mark, name) in names { rest = replaced(mark, by: "(secret \(name))", in: rest) }
        return rest
    }

    /// The options of a JVM, word by word: `-Ddb.password=(hidden)`.
    package static func shown(options: [String]) -> String {
        options.map { option in
            guard let equals = option.firstIndex(of: "=") else { return option }
            let value = String(option[option.index(after: equals)...])
            return String(option[...equals]) + shown(value, key: String(option[..<equals]))
        }.joined(separator: " ")
    }

    package static func isSensitive(_ key: String) -> Bool {
        let key = key.lowercased()
        return sensitive.contains { word in position(of: word, in: key) != nil }
    }

    /// The secrets that a value names with `${secret:NAME}` or `${secret-file:NAME}`.
    package static func secrets(in value: String) -> [String] { names(in: value).map(\.name) }

    private static func names(in value: String) -> [(mark: String, name: String)] {
        var found: [(String, String)] = []
        for opening in ["${secret:", "${secret-file:"] {
            var rest = value[...]
            while let start = position(of: opening, in: rest) {
                let after = rest[start...].dropFirst(opening.count)
                guard let end = after.firstIndex(of: "}") else { break }
                let name = String(after[..<end])
                if SecretName.isName(name) { found.append((opening + name + "}", name)) }
                rest = after[end...]
            }
        }
        return found
    }

    private static func replaced(_ mark: String, by text: String, in value: String) -> String {
        var result = ""
        var rest = value[...]
        while let start = position(of: mark, in: rest) {
            result += rest[..<start] + text
            rest = rest[start...].dropFirst(mark.count)
        }
        return result + rest
    }

    private static func position(of mark: String, in text: some StringProtocol) -> String.Index? {
        var index = text.startIndex
        while index < text.endIndex {
            if text[index...].hasPrefix(mark) { return index }
            index = text.index(after: index)
        }
        return nil
    }
}
