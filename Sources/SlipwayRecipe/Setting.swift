import SlipwayModel

/// One `--set KEY=VALUE` of the command line.
package struct Setting: Hashable, Sendable {
    package var key: String
    package var value: String
    var text: String { "\(key)=\(value)" }

    /// Refuses what has no `=` or no key.
    package init(_ text: String) throws {
        guard let equals = text.firstIndex(of: "="), equals != text.startIndex else {
            throw Refusal(.usage, "--set \(text): this is not KEY=VALUE", hint: "for example --set listen.http=9090")
        }
        key = String(text[..<equals])
        value = String(text[text.index(after: equals)...])
    }
}

extension Schema {
    /// The file as it would stand with the settings written into it. A key that the schema does not know goes into
    /// the table called `fallback`.
    package func applying(_ settings: [Setting], to root: WrittenValue, fallback: String) throws -> WrittenValue {
        guard case .map(var entries) = root.content else { return root }
        for setting in settings {
            let writer = SettingWriter(setting: setting)
            if let meant = SettingSlip(setting.key, keys).meant(in: entries, fallback) {
                throw writer.unknown(meant, fallback)
            }
            if try !writer.write(setting.key[...], into: &entries, keys: keys) {
                if let first = setting.key.split(separator: ".").first, keys.contains(where: { $0.name == first }) {
                    let known = paths.filter { !$0.contains("[]") }
                    throw writer.unknown(NearestWord.of(setting.key, among: known), fallback)
                }
                _ = try writer.write("\(fallback).\(setting.key)", into: &entries, keys: keys)
            }
        }
        return WrittenValue(place: root.place, content: .map(entries))
    }
}

/// Finds the place of a dotted key by the schema alone.
private struct SettingWriter {
    let setting: Setting
    var place: Place { .setting(setting.text) }
    private var written: WrittenValue { WrittenValue(place: place, content: .scalar(setting.value)) }

    init(setting: Setting) { self.setting = setting }

    func unknown(_ meant: String?, _ fallback: String) -> Refusal {
        let near = meant.map { "did you mean \($0)? " } ?? ""
        return place.refusal(
            "the recipe has no such key that can be set",
            hint: near + "to set a property of that name: --set \(fallback).\(setting.text)")
    }

    /// false when the schema has no such key.
    func write(_ path: Substring, into entries: inout [WrittenEntry], keys: [SchemaKey]) throws -> Bool {
        for key in keys {
            if path == key.name, key.kind.isScalar {
                guard key.settable else {
                    throw place.refusal("`\(key.name)` cannot be set here", hint: key.meaning)
                }
                replace(key.name, with: written, in: &entries)
                return true
            }
            guard path.hasPrefix(key.name + ".") else { continue }
            return try write(path.dropFirst(key.name.count + 1), below: key, into: &entries)
        }
        return false
    }

    private func write(_ rest: Substring, below key: SchemaKey, into entries: inout [WrittenEntry]) throws -> Bool {
        switch key.kind {
        case .group(let keys), .flagOrGroup(let keys):
            return try change(key.name, in: &entries) { try write(rest, into: &$0, keys: keys) }
        case .table:
            return try change(key.name, in: &entries) {
                replace(String(rest), with: written, in: &$0)
                return true
            }
        case .list(_, _, _, let reached?):
            return try writeItem(named: String(rest), reached, of: key.name, in: &entries)
        default: return false
        }
    }

    private func change(
        _ name: String, in entries: inout [WrittenEntry], _ body: (inout [WrittenEntry]) throws -> Bool
    ) throws -> Bool {
        guard let index = entries.firstIndex(where: { $0.key == name }) else {
            var fresh: [WrittenEntry] = []
            guard try body(&fresh) else { return false }
            replace(name, with: WrittenValue(place: place, content: .map(fresh)), in: &entries)
            return true
        }
        // A value of another kind is left for the walk to refuse.
        guard case .map(var inner) = entries[index].value.content else { return true }
        guard try body(&inner) else { return false }
        entries[index].value.content = .map(inner)
        return true
    }

    private func writeItem(
        named name: String, _ reached: ListSetting, of list: String, in entries: inout [WrittenEntry]
    ) throws -> Bool {
        guard let index = entries.firstIndex(where: { $0.key == list }),
            case .list(var items) = entries[index].value.content
        else {
            throw place.refusal(
                "the recipe has no `\(list)` to set", hint: "name the items of `\(list)` in the recipe")
        }
        for position in items.indices {
            guard case .map(var inner) = items[position].content,
                inner.contains(where: { $0.key == reached.name && $0.value.isScalar(name) })
            else { continue }
            replace(reached.value, with: written, in: &inner)
            items[position].content = .map(inner)
            entries[index].value.content = .list(items)
            return true
        }
        let names = items.compactMap { item -> String? in
            guard case .map(let inner) = item.content else { return nil }
            guard case .scalar(let name)? = inner.first(where: { $0.key == reached.name })?.value.content else {
                return nil
            }
            return "\(list).\(name)"
        }
        throw place.refusal(
            "the recipe has no `\(list)` named `\(name)`", hint: "it has " + names.joined(separator: ", "))
    }

    private func replace(_ name: String, with value: WrittenValue, in entries: inout [WrittenEntry]) {
        if let index = entries.firstIndex(where: { $0.key == name }) {
            entries[index].value = value
        } else {
            entries.append(WrittenEntry(key: name, place: place, value: value))
        }
    }
}

extension WrittenValue {
    func isScalar(_ text: String) -> Bool { if case .scalar(text) = content { true } else { false } }
}
