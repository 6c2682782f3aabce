import Glibc
import SlipwayModel
import SlipwaySystem
import Yams

/// Reads a YAML file into written values; every fault of the text itself is found here.
package enum WrittenFile {
    private static let mostBytes = 1 << 20
    private static let mostValues = 20_000

    /// `file` is the path as the user named it: refusals begin with it.
    package static func read(_ file: String) throws -> WrittenValue {
        let bytes: [UInt8]
        do {
            bytes = try Files.read(file, limit: mostBytes)
        } catch let error as SystemError where error.isMissing {
            throw Refusal(
                .badInput, "there is no file \(file)", hint: "name a YAML file, or the folder of a recipe.yaml")
        } catch let error as SystemError where error.code == EFBIG {
            throw Refusal(.badInput, "\(file) is larger than 1 MiB")
        }
        guard let text = String(validating: bytes, as: UTF8.self) else {
            throw Refusal(.badInput, "\(file) is not UTF-8 text")
        }
        return try parse(text, file: file)
    }

    package static func parse(_ text: String, file: String) throws -> WrittenValue {
        let root: Node?
        do {
            root = try Yams.compose(yaml: text)
        } catch let error as YamlError {
            throw refusal(error, text, file)
        }
        guard let root else { throw Refusal(.badInput, "\(file) is empty") }
        var converter = Converter(file: file, left: mostValues)
        return try converter.value(root, line: 1)
    }

    private static func refusal(_ error: YamlError, _ text: String, _ file: String) -> Refusal {
        switch error {
        case .scanner(_, let problem, let mark, _), .parser(_, let problem, let mark, _),
            .composer(_, let problem, let mark, _):
            Refusal(.badInput, "\(file):\(mark.line): this is not YAML: \(problem)")
        case .duplicatedKeysInMapping(let keys, let context):
            RepeatedKey(keys.first ?? "", line: context.mark.line, column: context.mark.column).refusal(text, file)
        case .reader(let problem, _, _, _): Refusal(.badInput, "\(file) is not YAML: \(problem)")
        default: Refusal(.badInput, "\(file) is not YAML")
        }
    }

    private struct Converter {
        let file: String
        /// Aliases repeat what they name; this bounds what a small file can grow to.
        var left: Int

        mutating func value(_ node: Node, line: Int) throws -> WrittenValue {
            let place = Place.line(file: file, number: node.mark?.line ?? line)
            left -= 1
            if left < 0 { throw place.refusal("the file holds too many values") }
            return WrittenValue(place: place, content: try content(node, at: place, line: node.mark?.line ?? line))
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
                throw place.refusal("this alias names nothing")
            }
        }

        private mutating func entry(_ key: Node, _ node: Node, line: Int) throws -> WrittenEntry {
            let place = Place.line(file: file, number: key.mark?.line ?? line)
            guard case .scalar(let scalar) = key else { throw place.refusal("a key must be a word") }
            return WrittenEntry(
                key: scalar.string, place: place, value: try value(node, line: key.mark?.line ?? line))
        }
    }
}
