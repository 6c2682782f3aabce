/// Puts values in the place of `${name}`. One pass: a value is not looked into again.
package struct Placeholders: Sendable {
    package let values: [String: String]

    package init(_ values: [String: String]) { self.values = values }

    /// Throws `SuperviseError` for a name without a value and for a `${` without its `}`.
    package func resolve(_ text: String, in subject: String) throws -> String {
        var result = ""
        var rest = text[...]
        while let start = Self.position(of: "${", in: rest) {
            result += rest[..<start]
            let named = rest[start...].dropFirst(2)
            guard let end = named.firstIndex(of: "}") else {
                throw SuperviseError("read", subject, "a ${ without its } in “\(text)”")
            }
            let name = String(named[..<end])
            guard let value = values[name] else {
                throw SuperviseError("resolve ${\(name)} in", subject, "neither a property nor a fact has this name")
            }
            result += value
            rest = named[end...].dropFirst()
        }
        return result + rest
    }

    private static func position(of mark: String, in text: Substring) -> Substring.Index? {
        var index = text.startIndex
        while index < text.endIndex {
            if text[index...].hasPrefix(mark) { return index }
            index = text.index(after: index)
        }
        return nil
    }
}
