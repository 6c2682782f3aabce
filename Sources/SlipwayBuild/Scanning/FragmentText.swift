/// Decides whether a `web-fragment.xml` changes anything: one that gives no more than its name, and lets the web app be
/// distributable, does not, unless an order of fragments speaks of it. Whatever it does not know changes something.
///
/// Source of the format: Jakarta Servlet 6.0, chapter 8.2, and `web-fragment_6_0.xsd`.
package struct FragmentText {
    package enum Verdict: Hashable {
        case matters
        /// Its name, where it has one.
        case inert(String?)
    }

    private struct Unknown: Error {}

    private static let largest = 16 << 10
    private static let versions: Set<String> = ["3.0", "3.1", "4.0", "5.0", "6.0"]
    private static let namespaces: Set<String> = [
        "http://java.sun.com/xml/ns/javaee", "http://xmlns.jcp.org/xml/ns/javaee",
        "https://jakarta.ee/xml/ns/jakartaee",
    ]
    private static let attributes: Set<String> = [
        "xmlns", "xmlns:xsi", "xsi:schemaLocation", "version", "metadata-complete", "id",
    ]
    private static let declared: Set<String> = ["version", "encoding"]
    private static let encodings: Set<String> = ["utf-8", "iso-8859-1", "us-ascii"]

    package static func verdict(_ bytes: [UInt8]) -> Verdict {
        let isPlain = bytes.allSatisfy { (0x20...0x7e).contains($0) || $0 == 9 || $0 == 10 || $0 == 13 }
        guard bytes.count <= largest, isPlain else { return .matters }
        var text = FragmentText(rest: Substring(String(decoding: bytes, as: UTF8.self)))
        return (try? text.read()) ?? .matters
    }

    private var rest: Substring

    private mutating func read() throws(Unknown) -> Verdict {
        if rest.hasPrefix("<?xml") {
            let (name, values, _) = try tag(open: "<?", close: "?>")
            guard name == "xml", values["version"] == "1.0", Self.declared.isSuperset(of: values.keys),
                Self.encodings.contains(values["encoding"]?.lowercased() ?? "utf-8")
            else { throw Unknown() }
        }
        try skipBlank()
        let (root, values, isEmpty) = try tag()
        guard root == "web-fragment", !isEmpty, Self.attributes.isSuperset(of: values.keys),
            let version = values["version"], Self.versions.contains(version), let namespace = values["xmlns"],
            Self.namespaces.contains(namespace), ["true", "false"].contains(values["metadata-complete"] ?? "false")
        else { throw Unknown() }
        let verdict = try children()
        try skipBlank()
        guard rest.isEmpty else { throw Unknown() }
        return verdict
    }

    private mutating func children() throws(Unknown) -> Verdict {
        var name: String?
        var isDistributable = false
        while true {
            try skipBlank()
            if rest.hasPrefix("</") { break }
            let (child, values, isEmpty) = try tag()
            guard values.isEmpty else { throw Unknown() }
            let content = isEmpty ? "" : try content(of: child)
            switch child {
            case "name" where name == nil && !content.isEmpty: name = content
            case "distributable" where !isDistributable && content.isEmpty: isDistributable = true
            case "description": break
            default: throw Unknown()
            }
        }
        try end("web-fragment")
        // One that is not makes a web app that wants to be distributable one that is not.
        guard isDistributable else { throw Unknown() }
        return .inert(name)
    }

    private mutating func skipBlank() throws(Unknown) {
        while true {
            rest = rest.drop(while: \.isWhitespace)
            guard rest.hasPrefix("<!--") else { return }
            rest = rest.dropFirst(4)
            while !rest.isEmpty, !rest.hasPrefix("--") { rest = rest.dropFirst() }
            guard rest.hasPrefix("-->") else { throw Unknown() }
            rest = rest.dropFirst(3)
        }
    }

    private mutating func content(of name: String) throws(Unknown) -> String {
        let text = rest.prefix { $0 != "<" }
        // Tomcat puts properties in the place of ${…}.
        guard !text.contains("&"), !text.contains("]]>"), !text.contains("$") else { throw Unknown() }
        rest = rest.dropFirst(text.count)
        try end(name)
        return String(text.drop(while: \.isWhitespace).reversed().drop(while: \.isWhitespace).reversed())
    }

    private mutating func end(_ name: String) throws(Unknown) {
        guard rest.hasPrefix("</" + name) else { throw Unknown() }
        rest = rest.dropFirst(2 + name.count).drop(while: \.isWhitespace)
        guard rest.first == ">" else { throw Unknown() }
        rest = rest.dropFirst()
    }

    private mutating func word() throws(Unknown) -> String {
        let word = rest.prefix { $0.isLetter || $0.isNumber || $0 == "-" || $0 == ":" }
        guard word.first?.isLetter == true else { throw Unknown() }
        rest = rest.dropFirst(word.count)
        return String(word)
    }

    private mutating func tag(
        open: String = "<", close: String = ">"
    ) throws(Unknown) -> (name: String, values: [String: String], isEmpty: Bool) {
        guard rest.hasPrefix(open) else { throw Unknown() }
        rest = rest.dropFirst(open.count)
        let name = try word()
        var values: [String: String] = [:]
        while true {
            let blank = rest.prefix(while: \.isWhitespace)
            rest = rest.dropFirst(blank.count)
            for end in open == "<" ? [close, "/>"] : [close] where rest.hasPrefix(end) {
                rest = rest.dropFirst(end.count)
                return (name, values, end == "/>")
            }
            guard !blank.isEmpty else { throw Unknown() }
            let key = try word()
            rest = rest.drop(while: \.isWhitespace)
            guard rest.first == "=" else { throw Unknown() }
            rest = rest.dropFirst().drop(while: \.isWhitespace)
            guard let mark = rest.first, mark == "\"" || mark == "'" else { throw Unknown() }
            let value = rest.dropFirst().prefix { $0 != mark }
            guard !value.contains("<"), !value.contains("&"), values[key] == nil else { throw Unknown() }
            rest = rest.dropFirst(value.count + 1)
            guard rest.first == mark else { throw Unknown() }
            rest = rest.dropFirst()
            values[key] = String(value)
        }
    }
}
