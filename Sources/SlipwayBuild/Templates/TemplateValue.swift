import Mustache

/// What a template may name.
package indirect enum TemplateValue: Sendable {
    case text(String)
    case flag(Bool)
    case list([TemplateValue])
    /// Named values; a property such as `db` may have a text of its own beside `db.url`.
    case group([String: TemplateValue], text: String? = nil)

    func child(_ name: String) -> TemplateValue? {
        if case .group(let values, _) = self { values[name] } else { nil }
    }

    var isEmptyList: Bool { if case .list(let items) = self { items.isEmpty } else { false } }

    var text: String? {
        switch self {
        case .text(let text): text
        case .flag(let flag): flag ? "true" : "false"
        case .group(_, let text): text
        case .list: nil
        }
    }

    /// Keys with dots become groups within groups.
    package static func properties(_ values: [String: String]) -> TemplateValue {
        var root = TemplateValue.group([:])
        for key in values.keys.sorted() {
            root.insert(values[key] ?? "", at: key.split(separator: ".", omittingEmptySubsequences: false)[...])
        }
        return root
    }

    private mutating func insert(_ text: String, at path: ArraySlice<Substring>) {
        var values: [String: TemplateValue] = [:]
        var own: String?
        switch self {
        case .group(let present, let text): (values, own) = (present, text)
        case .text(let text): own = text
        case .list, .flag: break
        }
        if let first = path.first {
            var inner = values[String(first)] ?? .group([:])
            inner.insert(text, at: path.dropFirst())
            values[String(first)] = inner
        } else {
            own = text
        }
        self = .group(values, text: own)
    }
}

/// Shows a value to the Mustache library.
struct MustacheValue: MustacheParent, MustacheCustomRenderable {
    let value: TemplateValue

    func child(named name: String) -> Any? { value.child(name).map(Self.shown) }
    var renderText: String { value.text ?? "" }
    /// A section over an empty text is left out, and one over a group whose own text is empty.
    var isNull: Bool { value.text == "" }

    private static func shown(_ value: TemplateValue) -> Any {
        if case .list(let items) = value { return items.map { MustacheValue(value: $0) } }
        if case .flag(let flag) = value { return flag }
        return MustacheValue(value: value)
    }
}
