import SlipwayModel
import SlipwaySystem

/// Reads the file of `deploy --values`: settings of one app as YAML, `listen: { http: 9090 }` or `listen.http: 9090`.
package enum ValuesFile {
    private static let example = "listen.http: 9090"
    /// The one setting that has several words; a node takes it as one text.
    private static let wordList = "jvm.options"

    /// By dotted key. The options of the JVM are joined with a blank; every value is text as it was written.
    package static func load(_ path: String) throws -> [String: String] {
        guard let facts = try Files.facts(path, following: true) else {
            throw Refusal(
                .notFound, "--values \(path): there is no such file",
                hint: "name a YAML file of keys and values, such as `\(example)`")
        }
        guard facts.kind != .folder else {
            throw Refusal(.usage, "--values \(path): this is a folder", hint: "name the YAML file in it")
        }
        let root = try WrittenFile.read(path, example: example)
        guard case .map(let entries) = root.content else {
            throw root.place.refusal(
                "a values file is a group of keys, this is \(root.outline)", hint: "for example `\(example)`")
        }
        var found: [String: (value: String, place: Place)] = [:]
        for entry in entries { try add(entry, below: "", to: &found) }
        if found.isEmpty {
            throw root.place.refusal("the file holds no values", hint: "for example `\(example)`")
        }
        return found.mapValues(\.value)
    }

    private static func add(
        _ entry: WrittenEntry, below prefix: String, to found: inout [String: (value: String, place: Place)]
    ) throws {
        let key = prefix + entry.key
        guard TextRule.propertyKey.accepts(key) else {
            throw entry.place.refusal(
                "the key `\(key.hinted)` must be \(TextRule.propertyKey.wording)", hint: "mend the key's name")
        }
        let value: String
        switch entry.value.content {
        case .scalar(let text): value = text
        case .list(let items) where key == wordList:
            value = try items.map { try word($0, of: key) }.joined(separator: " ")
        case .list:
            throw entry.place.refusal(
                "`\(key.hinted)` must be one value, not a list", hint: "write it as one text: `\(key.hinted): \"a b\"`")
        case .map(let inner):
            for entry in inner { try add(entry, below: key + ".", to: &found) }
            return
        case .nothing:
            throw entry.place.refusal("`\(key.hinted)` has no value", hint: "give it one, `\"\"` for an empty one")
        }
        if value.utf8.contains(0) {
            throw entry.value.place.refusal(
                "`\(key.hinted)` must be text without a NUL", hint: "remove it from the value")
        }
        if let other = found.updateValue((value, entry.place), forKey: key) {
            throw entry.place.refusal(
                "the key `\(key.hinted)` appears twice, first at \(other.place.text)", hint: "remove one of the two")
        }
    }

    private static func word(_ item: WrittenValue, of key: String) throws -> String {
        guard case .scalar(let text) = item.content else {
            throw item.place.refusal(
                "`\(key)` must be a list of words, and one item of it is \(item.kind)", hint: "write `[ a, b ]`")
        }
        return text
    }
}
