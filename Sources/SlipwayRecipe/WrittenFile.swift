import Glibc
import SlipwayModel
import SlipwaySystem
import Yams

/// Reads a YAML file into written values; every fault of the text itself is found here.
package enum WrittenFile {
    private static let mostBytes = 1 << 20
    private static let mostValues = 20_000

    /// `file` is the path as the user named it: refusals begin with it. `example` is a line of such a file.
    package static func read(_ file: String, example: String = "name: shop") throws -> WrittenValue {
        let bytes: [UInt8]
        do {
            bytes = try Files.read(file, limit: mostBytes)
        } catch let error as SystemError where error.isMissing {
            throw Refusal(
                .badInput, "there is no file \(file)", hint: "name a YAML file, or the folder of a recipe.yaml")
        } catch let error as SystemError where error.code == EFBIG {
            throw Refusal(
                .badInput, "\(file) is larger than 1 MiB", hint: "no such file of people's own is; is it the right one?"
            )
        } catch let error as SystemError where error.code == EISDIR {
            throw Refusal(.badInput, "\(file) is a folder", hint: "name the YAML file in it")
        }
        guard let text = String(validating: bytes, as: UTF8.self) else {
            throw line(of: bytes, in: file).refusal("this is not UTF-8 text", hint: "save the file as UTF-8")
        }
        if let zero = bytes.firstIndex(of: 0) {
            throw Place.line(file: file, number: 1 + bytes[..<zero].count { $0 == 10 }).refusal(
                "a NUL stands in this line", hint: "save the file as plain text")
        }
        return try parse(text, file: file, example: example)
    }

    /// Where bytes that are not UTF-8 stand: the first line that is none.
    private static func line(of bytes: [UInt8], in file: String) -> Place {
        let lines = bytes.split(separator: 10, omittingEmptySubsequences: false)
        let bad = lines.firstIndex { String(validating: $0, as: UTF8.self) == nil } ?? 0
        return .line(file: file, number: bad + 1)
    }

    package static func parse(
        _ text: String, file: String, example: String = "name: shop"
    ) throws -> WrittenValue {
        let root: Node?
        do {
            root = try Yams.compose(yaml: text)
        } catch let error as YamlError {
            throw refusal(error, text, file)
        }
        guard let root else {
            throw Place.line(file: file, number: 1).refusal(
                "the file is empty", hint: "it should hold keys with values, one a line, such as `\(example)`")
        }
        var converter = Converter(file: file, left: mostValues)
        return try converter.value(root, line: 1)
    }

    private static func refusal(_ error: YamlError, _ text: String, _ file: String) -> Refusal {
        switch error {
        case .scanner(_, let problem, let mark, _), .parser(_, let problem, let mark, _),
            .composer(_, let problem, let mark, _):
            notYAML(problem, line: mark.line, text, file)
        case .duplicatedKeysInMapping(let keys, let context):
            RepeatedKey(keys.first ?? "", line: context.mark.line, column: context.mark.column).refusal(text, file)
        case .reader(let problem, let offset, _, _):
            notYAML(problem, line: 1 + text.utf8.prefix(offset ?? 0).count { $0 == 10 }, text, file)
        default: notYAML("it cannot be read", line: 1, text, file)
        }
    }

    private static func notYAML(_ problem: String, line: Int, _ text: String, _ file: String) -> Refusal {
        let lines = text.split(omittingEmptySubsequences: false) { $0.isNewline }
        let written = lines.indices.contains(line - 1) ? lines[line - 1] : ""
        let hasTab = written.prefix { $0.isWhitespace }.contains("\t")
        return Place.line(file: file, number: max(line, 1)).refusal(
            "this is not YAML: \(problem)",
            hint: hasTab
                ? "a tab begins this line: YAML is indented with blanks"
                : "look for a missing bracket, quote or colon in this line and the one above")
    }

    private struct Converter {
        let file: String
        /// Aliases repeat what they name; this bounds what a small file can grow to.
        var left: Int

        mutating func value(_ node: Node, line: Int) throws -> WrittenValue {
            let place = Place.line(file: file, number: node.mark?.line ?? line)
            left -= 1
            if left < 0 {
                throw place.refusal(
                    "the file holds too many values", hint: "aliases that repeat aliases make a small file huge")
            }
            return WrittenValue(
                place: place, content: try content(node, at: place, line: node.mark?.line ?? line),
                isPlain: node.scalar.map { $0.style == .plain || $0.style == .any } ?? false)
        }

        private mutating func content(_ node: Node, at place: Place, line: Int) throws -> WrittenValue.Content {
            switch node {
            case .scalar(let scalar):
                let bare = scalar.style == .plain || scalar.style == .any
                return bare && ["", "~", "null", "Null", "NULL"].contains(scalar.string)
                    ? .nothing : .scalar(scalar.string)
            case .sequence(let sequence):
                return .list(try sequence.map { try value($0, line: line) })
            case .mapping(let mapping):
                return .map(try mapping.map { try entry($0.key, $0.value, line: line) })
            case .alias:
                throw place.refusal("this alias names nothing", hint: "name it with & before its use")
            }
        }

        private mutating func entry(_ key: Node, _ node: Node, line: Int) throws -> WrittenEntry {
            let place = Place.line(file: file, number: key.mark?.line ?? line)
            guard case .scalar(let scalar) = key else {
                throw place.refusal("a key must be a word", hint: "write `word: value`")
            }
            return WrittenEntry(
                key: scalar.string, place: place, value: try value(node, line: key.mark?.line ?? line))
        }
    }
}
