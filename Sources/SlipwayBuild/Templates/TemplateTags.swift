/// The tags of a Mustache template, in the part of Mustache that Slipway takes: variables, sections, comments.
struct TemplateTags {
    enum Kind: Equatable { case variable, section, inverted, end, comment }

    struct Tag: Equatable {
        var kind: Kind
        var name: String
        var line: Int
    }

    /// What is wrong with a template, and on which line of it.
    struct Fault: Error, Equatable {
        var line: Int
        var sentence: String
        var hint: String?
    }

    static func scan(_ text: String) throws -> [Tag] {
        var tags: [Tag] = []
        var rest = text.utf8[...]
        var line = 1
        while let open = Self.position(of: "{{", in: rest) {
            line += rest[..<open].count { $0 == 10 }
            var inner = rest[open...].dropFirst(2)
            let isTriple = inner.first == 123
            if isTriple { inner = inner.dropFirst() }
            guard let end = Self.position(of: isTriple ? "}}}" : "}}", in: inner) else {
                throw Fault(line: line, sentence: "a {{ without its }}")
            }
            let content = String(decoding: inner[..<end], as: UTF8.self)
            tags.append(try tag(content, isTriple: isTriple, line: line))
            line += inner[..<end].count { $0 == 10 }
            rest = inner[end...].dropFirst(isTriple ? 3 : 2)
        }
        return tags
    }

    private static func tag(_ content: String, isTriple: Bool, line: Int) throws -> Tag {
        let kinds: [Character: Kind] = ["#": .section, "^": .inverted, "/": .end, "!": .comment, "&": .variable]
        if !isTriple, content.first == "!" { return Tag(kind: .comment, name: "", line: line) }
        let kind = isTriple ? nil : content.first.flatMap { kinds[$0] }
        let name = (kind == nil ? content[...] : content.dropFirst()).trimmed
        let isName =
            !name.isEmpty
            && name.utf8.allSatisfy {
                (97...122).contains($0) || (65...90).contains($0) || (48...57).contains($0)
                    || [45, 46, 95].contains($0)
            }
        guard isName else {
            throw Fault(
                line: line, sentence: "`{{\(content.prefix(60))}}` is not a tag Slipway knows",
                hint: "variables, {{#sections}}, {{^inverted ones}} and {{! comments}} are; partials, lambdas and "
                    + "other delimiters are not")
        }
        return Tag(kind: kind ?? .variable, name: String(name), line: line)
    }

    private static func position(
        of mark: String, in text: Substring.UTF8View
    ) -> Substring.UTF8View.Index? {
        var index = text.startIndex
        while index < text.endIndex {
            if text[index...].starts(with: mark.utf8) { return index }
            index = text.index(after: index)
        }
        return nil
    }
}

extension Substring {
    fileprivate var trimmed: Substring {
        var rest = self
        while let first = rest.first, first.isWhitespace { rest = rest.dropFirst() }
        while let last = rest.last, last.isWhitespace { rest = rest.dropLast() }
        return rest
    }
}
