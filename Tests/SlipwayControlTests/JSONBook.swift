import SlipwaySystem

/// docs/json.md by its sections: the example and the fields that the tables name.
struct JSONBook {
    struct Section: Equatable {
        var heading: String
        var example: String
        /// Paths such as `apps[].health[].probe`.
        var fields: [String]
    }

    let sections: [Section]

    init(text: String) {
        var sections: [Section] = []
        var inExample = false
        for line in text.split(separator: "\n", omittingEmptySubsequences: false).map(String.init) {
            if line.hasPrefix("## ") {
                sections.append(Section(heading: String(line.dropFirst(3)), example: "", fields: []))
            } else if line.hasPrefix("```") {
                inExample = line == "```json"
            } else if let last = sections.indices.last {
                if inExample { sections[last].example += (sections[last].example.isEmpty ? "" : "\n") + line }
                if line.hasPrefix("| `") { sections[last].fields += Self.fields(of: line) }
            }
        }
        self.sections = sections
    }

    /// `apps[].listen[].name`, `.port` names two fields of one row.
    private static func fields(of row: String) -> [String] {
        let cell = row.split(separator: "|")[0]
        let names = cell.split(separator: "`", omittingEmptySubsequences: false).enumerated()
            .filter { $0.offset % 2 == 1 }.map { String($0.element) }
        var parent = ""
        return names.map { name in
            if name.hasPrefix(".") { return parent + name }
            parent = name.split(separator: ".").dropLast().joined(separator: ".")
            return name
        }
    }
}

/// The fields of a JSON text, found without knowing any document.
enum JSONFields {
    /// Every field at every depth; a list of groups adds `[]` to its name, and so does one that the table calls `x[]`.
    static func paths(in text: String) -> Set<String> {
        var reader = Reader(Array(text.utf8))
        reader.value("")
        return reader.paths
    }

    private struct Reader {
        private let bytes: [UInt8]
        private var at = 0
        var paths: Set<String> = []

        init(_ bytes: [UInt8]) { self.bytes = bytes }

        private mutating func blanks() { while at < bytes.count, [32, 10, 13, 9].contains(bytes[at]) { at += 1 } }

        private mutating func string() -> String {
            let start = at + 1
            at += 1
            while bytes[at] != UInt8(ascii: "\"") { at += bytes[at] == UInt8(ascii: "\\") ? 2 : 1 }
            at += 1
            return String(decoding: bytes[start..<(at - 1)], as: UTF8.self)
        }

        mutating func value(_ path: String) {
            blanks()
            switch bytes[at] {
            case UInt8(ascii: "{"): group(path)
            case UInt8(ascii: "["): list(path)
            case UInt8(ascii: "\""): _ = string()
            default: while at < bytes.count, ![44, 93, 125, 10, 32].contains(bytes[at]) { at += 1 }
            }
            blanks()
        }

        private mutating func group(_ path: String) {
            at += 1
            blanks()
            while bytes[at] != UInt8(ascii: "}") {
                let name = (path.isEmpty ? "" : path + ".") + string()
                blanks()
                at += 1
                blanks()
                paths.insert(bytes[at] == UInt8(ascii: "[") ? name + "[]" : name)
                value(name)
                if bytes[at] == UInt8(ascii: ",") { at += 1 }
                blanks()
            }
            at += 1
        }

        private mutating func list(_ path: String) {
            at += 1
            blanks()
            while bytes[at] != UInt8(ascii: "]") {
                value(path + "[]")
                if bytes[at] == UInt8(ascii: ",") { at += 1 }
                blanks()
            }
            at += 1
        }
    }
}
