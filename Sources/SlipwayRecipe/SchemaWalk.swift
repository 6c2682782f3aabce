import SlipwayModel

extension Schema {
    /// Compares a file with its schema; the first fault, in the file's order, is thrown as a refusal.
    package func check(_ root: WrittenValue) throws -> CheckedValue {
        guard case .map(let entries) = root.content else {
            throw root.place.refusal("\(title) is a group of keys, this is \(root.kind)")
        }
        return try SchemaWalk(title: title).group(entries, keys, at: root.place, path: "")
    }
}

/// The generic walk: it knows kinds, never names.
private struct SchemaWalk {
    let title: String

    func group(
        _ entries: [WrittenEntry], _ keys: [SchemaKey], at place: Place, path: String
    ) throws -> CheckedValue {
        var found: [(key: String, value: CheckedValue)] = []
        for entry in entries {
            guard let key = keys.first(where: { $0.name == entry.key }) else {
                throw unknown(entry, among: keys.map(\.name), path)
            }
            found.append((entry.key, try value(entry.value, key.kind, path + key.name)))
        }
        for key in keys where key.required && !found.contains(where: { $0.key == key.name }) {
            throw place.refusal("`\(path + key.name)` is missing", hint: key.meaning)
        }
        return CheckedValue(place: place, content: .group(found))
    }

    private func unknown(_ entry: WrittenEntry, among names: [String], _ path: String) -> Refusal {
        let hint =
            NearestWord.of(entry.key, among: names).map { "did you mean `\(path + $0)`?" }
            ?? "known here: " + names.joined(separator: ", ")
        return entry.place.refusal("\(title) has no key `\(path + entry.key)`", hint: hint)
    }

    private func value(_ written: WrittenValue, _ kind: ValueKind, _ path: String) throws -> CheckedValue {
        switch (written.content, kind) {
        case (.nothing, _):
            throw written.place.refusal("`\(path)` has no value", hint: "give it one, or remove the key")
        case (.scalar(let text), .text), (.scalar(let text), .number), (.scalar(let text), .span),
            (.scalar(let text), .spanRange), (.scalar(let text), .budget), (.scalar(let text), .choice):
            guard let content = Self.scalar(text, kind) else {
                throw written.place.refusal("`\(path)` must be \(Self.wording(kind)), not `\(text.prefix(80))`")
            }
            return CheckedValue(place: written.place, content: content)
        case (.map(let entries), .group(let keys)):
            return try group(entries, keys, at: written.place, path: path + ".")
        case (.map(let entries), .table(let rule, let kind)):
            return try table(entries, rule, kind, at: written.place, path: path)
        case (.list(let items), .list(let kind, let least, let most, _)):
            guard (least...most).contains(items.count) else {
                throw written.place.refusal("`\(path)` must have \(Self.count(least, most)), not \(items.count)")
            }
            let checked = try items.map { try value($0, kind, path + "[]") }
            return CheckedValue(place: written.place, content: .list(checked))
        default:
            throw written.place.refusal("`\(path)` must be \(Self.wording(kind)), not \(written.kind)")
        }
    }

    private func table(
        _ entries: [WrittenEntry], _ rule: TextRule, _ kind: ValueKind, at place: Place, path: String
    ) throws -> CheckedValue {
        let found = try entries.map { entry in
            guard rule.accepts(entry.key) else {
                throw entry.place.refusal("the key `\(entry.key.prefix(80))` in `\(path)` must be \(rule.wording)")
            }
            return (key: entry.key, value: try value(entry.value, kind, "\(path).\(entry.key)"))
        }
        return CheckedValue(place: place, content: .group(found))
    }

    private static func scalar(_ text: String, _ kind: ValueKind) -> CheckedValue.Content? {
        switch kind {
        case .text(let rule): return rule.accepts(text) ? .text(text) : nil
        case .choice(let words): return words.contains(text) ? .text(text) : nil
        case .number(let range):
            guard let number = Int(text), text.first != "+", range.contains(number) else { return nil }
            return .number(number)
        case .span: return TimeSpan(text).map { .span($0) }
        case .spanRange: return spanRange(text)
        case .budget: return budget(text)
        case .group, .table, .list: return nil
        }
    }

    private static func spanRange(_ text: String) -> CheckedValue.Content? {
        let ends = text.split(separator: "..", omittingEmptySubsequences: false)
        guard ends.count == 2, let first = TimeSpan(String(ends[0])), let last = TimeSpan(String(ends[1])),
            first <= last
        else { return nil }
        return .spanRange(first, last)
    }

    private static func budget(_ text: String) -> CheckedValue.Content? {
        let words = text.split(separator: " ")
        guard words.count == 3, words[1] == "in", let count = Int(words[0]), (1...1000).contains(count),
            let span = TimeSpan(String(words[2])), span.milliseconds > 0
        else { return nil }
        return .budget(count, span)
    }

    private static func count(_ least: Int, _ most: Int) -> String {
        least == most
            ? "exactly \(least) item\(least == 1 ? "" : "s")"
            : most == .max ? "at least \(least) item\(least == 1 ? "" : "s")" : "\(least) to \(most) items"
    }

    private static func wording(_ kind: ValueKind) -> String {
        switch kind {
        case .text(let rule): rule.wording
        case .number(let range): "a whole number from \(range.lowerBound) to \(range.upperBound)"
        case .span: "a length of time such as `500ms`, `10s`, `5m` or `1h`"
        case .spanRange: "two lengths of time such as `0s..60s`, the shorter first"
        case .budget: "a number of times within a length of time, such as `10 in 1h`"
        case .choice(let words): "one of " + words.map { "`\($0)`" }.joined(separator: ", ")
        case .group, .table: "a group of keys"
        case .list: "a list"
        }
    }
}
