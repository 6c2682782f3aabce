import Glibc
import SlipwayModel
import SlipwaySystem

/// Reads the file of `deploy --values` where no YAML is read: settings of one app as JSON, nested or with dotted keys.
enum JSONValuesFile {
    /// Bytes.
    private static let most = 1 << 20
    private static let example = #"{"listen.http": 9090}"#
    /// The one setting that has several words; a node takes it as one text.
    private static let wordList = "jvm.options"

    /// By dotted key; a number or true and false are the text of them. The node judges the keys.
    @Sendable static func load(_ path: String) throws -> [String: String] {
        let ending = path.split(separator: ".").last?.lowercased()
        if ending == "yaml" || ending == "yml" { throw refusal(path, "a node's slipway reads no YAML") }
        let bytes = try bytes(path)
        guard let root = try? JSONText.value(WrittenJSON.self, from: bytes) else {
            throw refusal(path, "this is no JSON that can be read, and a node's slipway reads no YAML")
        }
        guard case .group(let entries) = root else { throw refusal(path, "this is no group of keys") }
        var found: [String: String] = [:]
        try add(entries, below: "", to: &found, path)
        if found.isEmpty { throw refusal(path, "the file holds no values") }
        return found
    }

    private static func bytes(_ path: String) throws -> [UInt8] {
        guard let facts = try Files.facts(path, following: true) else {
            throw Refusal(
                .notFound, "--values \(path): there is no such file",
                hint: "name a JSON file of keys and values, such as `\(example)`")
        }
        if facts.kind == .folder {
            throw Refusal(.usage, "--values \(path): this is a folder", hint: "name the JSON file in it")
        }
        do { return try Files.read(path, limit: most) } catch let error as SystemError where error.code == EFBIG {
            throw refusal(path, "this is larger than 1 MiB")
        }
    }

    private static func add(
        _ entries: [String: WrittenJSON], below prefix: String, to found: inout [String: String], _ path: String
    ) throws {
        for (name, value) in entries.sorted(by: { $0.key < $1.key }) {
            let key = prefix + name
            let text: String
            switch value {
            case .text(let it): text = it
            case .group(let inner):
                try add(inner, below: key + ".", to: &found, path)
                continue
            case .list(let items) where key == wordList:
                text = try items.map { item in
                    guard case .text(let word) = item else { throw refusal(path, "`\(key)` is no list of words") }
                    return word
                }.joined(separator: " ")
            case .list: throw refusal(path, "`\(key)` must be one value, not a list")
            case .fraction: throw refusal(path, "`\(key)` is a number that is not whole; write it in quotes")
            case .nothing: throw refusal(path, "`\(key)` has no value")
            }
            if text.utf8.contains(0) { throw refusal(path, "`\(key)` must be text without a NUL") }
            if found.updateValue(text, forKey: key) != nil { throw refusal(path, "`\(key)` stands there twice") }
        }
    }

    private static func refusal(_ path: String, _ reason: String) -> Refusal {
        Refusal(.badInput, "--values \(path): \(reason)", hint: "write keys and values as JSON: `\(example)`")
    }
}

/// Any JSON value, as far as a file of settings may hold it.
enum WrittenJSON: Decodable {
    case text(String)
    case fraction
    case list([WrittenJSON])
    case group([String: WrittenJSON])
    case nothing

    init(from decoder: any Decoder) throws {
        let value = try decoder.singleValueContainer()
        if value.decodeNil() {
            self = .nothing
        } else if let text = try? value.decode(String.self) {
            self = .text(text)
        } else if let truth = try? value.decode(Bool.self) {
            self = .text(truth ? "true" : "false")
        } else if let number = try? value.decode(Int64.self) {
            self = .text(String(number))
        } else if (try? value.decode(Double.self)) != nil {
            self = .fraction
        } else if let items = try? value.decode([WrittenJSON].self) {
            self = .list(items)
        } else {
            self = .group(try value.decode([String: WrittenJSON].self))
        }
    }
}
