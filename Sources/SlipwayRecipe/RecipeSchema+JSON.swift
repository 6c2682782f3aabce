import SlipwayModel
import SlipwaySystem

extension RecipeSchema {
    /// The table as a JSON Schema (draft 2020-12), for editors; the same text each time. Committed as
    /// `docs/recipe.schema.json`.
    package static var jsonSchema: String {
        get throws {
            var document = SchemaDocument.group(schema.keys)
            document["$schema"] = .text("https://json-schema.org/draft/2020-12/schema")
            document["title"] = .text("A Slipway recipe")
            document["description"] = .text("How a release is composed: recipe.yaml. Each key is shown in recipes/.")
            document["allOf"] = .list([ServiceSpec.Runtime.tomcat, .java, .exec].map(ruling))
            return try JSONText.string(SchemaDocument.Node.group(document), pretty: true) + "\n"
        }
    }

    /// What one runtime needs and what it refuses.
    private static func ruling(_ runtime: ServiceSpec.Runtime) -> SchemaDocument.Node {
        let named: [String: SchemaDocument.Node] = [
            "properties": .group(["runtime": .group(["const": .text(runtime.rawValue)])])
        ]
        // Without the key it is Tomcat, and then the condition holds for a recipe without the key as well.
        let needed = runtime == .tomcat ? [:] : ["required": SchemaDocument.Node.list([.text("runtime")])]
        let known = Set(schema.keys.filter { !$0.isRefused }.map(\.name))
        let keys = schema(for: runtime).keys.filter { known.contains($0.name) }
        return .group([
            "if": .group(named.merging(needed) { $1 }),
            "then": .group(SchemaDocument.ruling(keys)),
        ])
    }
}

/// Turns a table of keys into the words of JSON Schema.
enum SchemaDocument {
    indirect enum Node: Encodable {
        case text(String)
        case number(Int)
        case flag(Bool)
        case list([Node])
        case group([String: Node])

        func encode(to encoder: any Encoder) throws {
            var place = encoder.singleValueContainer()
            switch self {
            case .text(let text): try place.encode(text)
            case .number(let number): try place.encode(number)
            case .flag(let flag): try place.encode(flag)
            case .list(let items): try place.encode(items)
            case .group(let entries): try place.encode(entries)
            }
        }
    }

    static func group(_ keys: [SchemaKey]) -> [String: Node] {
        var entries: [String: Node] = [:]
        for key in keys where !key.isRefused {
            var node = node(key.kind)
            node["description"] = .text(key.meaning)
            entries[key.name] = .group(node)
        }
        var group: [String: Node] = [
            "type": .text("object"), "properties": .group(entries), "additionalProperties": .flag(false),
        ]
        let required = keys.filter(\.required).map { Node.text($0.name) }
        if !required.isEmpty { group["required"] = .list(required) }
        return group
    }

    /// Only what is required and what is refused.
    static func ruling(_ keys: [SchemaKey]) -> [String: Node] {
        var entries: [String: Node] = [:]
        for key in keys {
            if key.isRefused { entries[key.name] = .flag(false) }
            if case .group(let inner) = key.kind {
                let ruling = ruling(inner)
                if !ruling.isEmpty { entries[key.name] = .group(ruling) }
            }
        }
        var group: [String: Node] = entries.isEmpty ? [:] : ["properties": .group(entries)]
        let required = keys.filter(\.required).map { Node.text($0.name) }
        if !required.isEmpty { group["required"] = .list(required) }
        return group
    }

    private static func node(_ kind: ValueKind) -> [String: Node] {
        switch kind {
        case .text(let rule): return text(rule)
        case .textOrSecret(let rule): return ["anyOf": .list([.group(text(rule)), .group(secret)])]
        case .number(let range):
            return [
                "type": .text("integer"), "minimum": .number(range.lowerBound), "maximum": .number(range.upperBound),
            ]
        case .flag: return ["type": .text("boolean")]
        case .span: return patterned("^[0-9]+(ms|s|m|h)$")
        case .spanRange: return patterned("^[0-9]+(ms|s|m|h)\\.\\.[0-9]+(ms|s|m|h)$")
        case .budget: return patterned("^[0-9]+ +in +[0-9]+(ms|s|m|h)$")
        case .choice(let words), .quoted(let words):
            return ["type": .text("string"), "enum": .list(words.map { .text($0) })]
        case .group(let keys): return group(keys)
        case .flagOrGroup(let keys):
            return ["anyOf": .list([.group(["type": .text("boolean")]), .group(group(keys))])]
        case .table(let rule, let values):
            var group: [String: Node] = ["type": .text("object"), "additionalProperties": .group(node(values))]
            if let pattern = rule.pattern { group["propertyNames"] = .group(["pattern": .text(pattern)]) }
            return group
        case .list(let item, let least, let most, _):
            return [
                "type": .text("array"), "items": .group(node(item)), "minItems": .number(least),
                "maxItems": .number(most),
            ]
        case .command:
            return ["anyOf": .list([ValueKind.text(.notEmpty), .words].map { .group(node($0)) })]
        case .refused: return [:]
        }
    }

    /// A bare `1.10` or `yes` is a number or a truth to an editor, and text to Slipway.
    private static func text(_ rule: TextRule) -> [String: Node] {
        guard let pattern = rule.pattern else {
            return ["type": .list([.text("string"), .text("number"), .text("boolean")])]
        }
        if rule.takesBareNumbers {
            return ["type": .list([.text("string"), .text("number")]), "pattern": .text(pattern)]
        }
        return patterned(pattern)
    }

    private static func patterned(_ pattern: String) -> [String: Node] {
        ["type": .text("string"), "pattern": .text(pattern)]
    }

    private static let secret: [String: Node] = [
        "type": .text("object"),
        "properties": .group([
            "secret": .group(patterned(TextRule.secretName.pattern ?? "")),
            "secret-file": .group(patterned(TextRule.secretName.pattern ?? "")),
        ]),
        "minProperties": .number(1), "maxProperties": .number(1), "additionalProperties": .flag(false),
    ]
}
