/// Compares every tag of a template with the values there are, so that a slip is found when the release is built.
struct TemplateCheck {
    let values: TemplateValue

    /// Throws `TemplateTags.Fault` at the first tag that names nothing.
    func check(_ tags: [TemplateTags.Tag]) throws {
        var scopes = [values]
        var open: [(tag: TemplateTags.Tag, pushed: Bool, isOverNothing: Bool)] = []
        for tag in tags {
            // What stands in a section over nothing is never shown, and nothing tells what it might name.
            if let last = open.last, last.isOverNothing, tag.kind != .end {
                if tag.kind == .section || tag.kind == .inverted { open.append((tag, false, true)) }
                continue
            }
            switch tag.kind {
            case .comment: continue
            case .variable: try checkVariable(tag, scopes)
            case .section, .inverted:
                let value = try found(tag, scopes)
                let inner = tag.kind == .section ? Self.inner(value) : nil
                if let inner { scopes.append(inner) }
                open.append((tag, inner != nil, tag.kind == .section && value.isEmptyList))
            case .end:
                guard let last = open.popLast(), last.tag.name == tag.name else {
                    throw TemplateTags.Fault(
                        line: tag.line, sentence: "`{{/\(tag.name)}}` ends a section that was not begun")
                }
                if last.pushed { scopes.removeLast() }
            }
        }
        if let last = open.last {
            throw TemplateTags.Fault(line: last.tag.line, sentence: "the section `{{#\(last.tag.name)}}` has no end")
        }
    }

    private func checkVariable(_ tag: TemplateTags.Tag, _ scopes: [TemplateValue]) throws {
        guard try found(tag, scopes).text == nil else { return }
        throw TemplateTags.Fault(
            line: tag.line, sentence: "`{{\(tag.name)}}` is not one value",
            hint: "name one of its parts, or go through it with {{#\(tag.name)}} … {{/\(tag.name)}}")
    }

    private func found(_ tag: TemplateTags.Tag, _ scopes: [TemplateValue]) throws -> TemplateValue {
        if let value = lookup(tag.name, scopes) { return value }
        throw TemplateTags.Fault(
            line: tag.line, sentence: "`{{\(tag.name)}}` is not known here",
            hint: "known: " + Self.names(values, below: "").prefix(40).joined(separator: ", "))
    }

    /// As the library does: the first part of a name is looked for from the innermost scope outwards, the rest below
    /// it.
    private func lookup(_ name: String, _ scopes: [TemplateValue]) -> TemplateValue? {
        if name == "." { return scopes.count > 1 ? scopes.last : nil }
        let parts = name.split(separator: ".", omittingEmptySubsequences: false).map(String.init)
        guard let first = parts.first, !parts.contains("") else { return nil }
        for scope in scopes.reversed() {
            guard var value = scope.child(first) else { continue }
            for part in parts.dropFirst() {
                guard let next = value.child(part) else { return nil }
                value = next
            }
            return value
        }
        return nil
    }

    private static func inner(_ value: TemplateValue) -> TemplateValue? {
        if case .list(let items) = value { items.first } else { value }
    }

    private static func names(_ value: TemplateValue, below prefix: String) -> [String] {
        guard case .group(let values, _) = value else { return [] }
        return values.keys.sorted().flatMap { key -> [String] in
            guard let child = values[key] else { return [] }
            let own = child.text == nil && !(names(child, below: "").isEmpty) ? [] : [prefix + key]
            return own + names(child, below: prefix + key + ".")
        }
    }
}
