/// Reads from `web.xml` what a first recipe tells of: its age, and what it looks for in JNDI. It is no XML reader:
/// what is written in an unusual way is not found.
struct DescriptorGlance {
    /// Its namespace is one that Tomcat 9 does not know.
    var isJakarta: Bool
    /// In the order of the file, each once.
    var resources: [String] = []

    private static let most = 20

    init(_ bytes: [UInt8]) {
        let text = Self.withoutComments(String(decoding: bytes, as: UTF8.self))
        isJakarta = text.contains("https://jakarta.ee/xml/ns/jakartaee")
        for part in text.split(separator: "<").lazy where part.hasPrefix("res-ref-name") {
            guard let end = part.firstIndex(of: ">") else { continue }
            let name = part[part.index(after: end)...].filter { !$0.isWhitespace }
            if PlainNote.isPlain(name), !resources.contains(name), resources.count < Self.most {
                resources.append(name)
            }
        }
    }

    private static func withoutComments(_ text: String) -> String {
        var rest = text[...]
        var kept = ""
        while let begin = rest.firstRange(of: "<!--") {
            kept += rest[..<begin.lowerBound]
            guard let end = rest[begin.upperBound...].firstRange(of: "-->") else { return kept }
            rest = rest[end.upperBound...]
        }
        return kept + rest
    }
}

/// Decides which names out of a web app may stand in a comment as they are.
enum PlainNote {
    static func isPlain(_ text: String) -> Bool {
        (1...120).contains(text.utf8.count)
            && text.utf8.allSatisfy {
                (97...122).contains($0) || (65...90).contains($0) || (48...57).contains($0)
                    || [45, 46, 47, 58, 95, 43].contains($0)
            }
    }
}
