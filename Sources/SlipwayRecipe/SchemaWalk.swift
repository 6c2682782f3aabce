import SlipwayModel

extension Schema {
    /// Compares a file with its schema; the first fault, in the file's order, is thrown as a refusal.
    package func check(_ root: WrittenValue) throws -> CheckedValue {
        guard case .map(let entries) = root.content else {
            throw root.place.refusal(
                "\(title) is a group of keys, this is \(root.outline)",
                hint: "it begins with keys such as: " + keys.prefix(3).map { "\($0.name):" }.joined(separator: " "))
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
                throw unknown(entry, among: keys.filter { !$0.isRefused }.map(\.name), path)
            }
            if case .refused(let sentence, let hint) = key.kind {
                throw entry.place.refusal("`\(path + key.name)` \(sentence)", hint: hint)
            }
            found.append((entry.key, try value(entry.value, key.kind, path + key.name, key.meaning)))
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
        return entry.place.refusal("\(title) has no key `\(path + entry.key.hinted)`", hint: hint)
    }

    private func value(
        _ written: WrittenValue, _ kind: ValueKind, _ path: String, _ meaning: String
    ) throws -> CheckedValue {
        switch (written.content, kind) {
        case (.nothing, _):
            throw written.place.refusal("`\(path)` has no value", hint: "give it one, or remove the key")
        case (.scalar(let text), _) where kind.isScalar:
            guard let content = ScalarReading.content(text, kind, isPlain: written.isPlain) else {
                throw written.place.refusal(
                    "`\(path)` must be \(kind.wording), not `\(text.hinted)`", hint: kind.remedy ?? meaning)
            }
            return CheckedValue(place: written.place, content: content)
        case (.map(let entries), .textOrSecret(let rule)):
            return try secret(entries, rule, at: written.place, path, meaning)
        case (.map(let entries), .group(let keys)), (.map(let entries), .flagOrGroup(let keys)):
            return try group(entries, keys, at: written.place, path: path + ".")
        case (.map(let entries), .table(let rule, let kind)):
            return try table(entries, rule, kind, at: written.place, path, meaning)
        case (.scalar, .command):
            let word = try value(written, .text(.notEmpty), path, meaning)
            return CheckedValue(place: written.place, content: .list([word]))
        case (.list, .command):
            return try value(written, .words, path, meaning)
        case (.list(let items), .list(let kind, let least, let most, _)):
            guard (least...most).contains(items.count) else {
                throw written.place.refusal(
                    "`\(path)` must have \(Self.count(least, most)), not \(items.count)", hint: meaning)
            }
            let checked = try items.map { try value($0, kind, path + "[]", meaning) }
            return CheckedValue(place: written.place, content: .list(checked))
        default:
            throw written.place.refusal("`\(path)` must be \(kind.wording), not \(written.kind)", hint: meaning)
        }
    }

    /// The place of a secret, written so that the node fills it in.
    private func secret(
        _ entries: [WrittenEntry], _ rule: TextRule, at place: Place, _ path: String, _ meaning: String
    ) throws -> CheckedValue {
        let keys = [
            SchemaKey("secret", .text(.secretName), "the name of a secret of the node; its text is filled in"),
            SchemaKey(
                "secret-file", .text(.secretName), "the name of a secret of the node; a file's path is filled in"),
        ]
        let checked = try group(entries, keys, at: place, path: path + ".")
        guard checked.entries.count == 1, let (key, value) = checked.entries.first, let name = value.text else {
            throw place.refusal(
                "`\(path)` must be \(ValueKind.textOrSecret(rule).wording), and this names \(entries.count)",
                hint: "for example `{ secret: shop-db-password }`")
        }
        return CheckedValue(place: value.place, content: .text("${\(key):\(name)}"))
    }

    private func table(
        _ entries: [WrittenEntry], _ rule: TextRule, _ kind: ValueKind, at place: Place, _ path: String,
        _ meaning: String
    ) throws -> CheckedValue {
        let found = try entries.map { entry in
            guard rule.accepts(entry.key) else {
                throw entry.place.refusal(
                    "the key `\(entry.key.hinted)` in `\(path)` must be \(rule.wording)", hint: meaning)
            }
            return (key: entry.key, value: try value(entry.value, kind, "\(path).\(entry.key)", meaning))
        }
        return CheckedValue(place: place, content: .group(found))
    }

    private static func count(_ least: Int, _ most: Int) -> String {
        least == most
            ? "exactly \(least) item\(least == 1 ? "" : "s")"
            : most == .max ? "at least \(least) item\(least == 1 ? "" : "s")" : "\(least) to \(most) items"
    }
}
