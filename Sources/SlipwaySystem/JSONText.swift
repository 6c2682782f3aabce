import FoundationEssentials
import SlipwayModel

/// The one way Slipway writes and reads JSON: keys sorted, slashes plain, so that equal values are equal bytes.
package enum JSONText {
    package static func bytes(_ value: some Encodable, pretty: Bool = false) throws -> [UInt8] {
        let encoder = JSONEncoder()
        encoder.outputFormatting =
            pretty
            ? [.sortedKeys, .withoutEscapingSlashes, .prettyPrinted]
            : [.sortedKeys, .withoutEscapingSlashes]
        return Array(try encoder.encode(value))
    }

    package static func string(_ value: some Encodable, pretty: Bool = false) throws -> String {
        String(decoding: try bytes(value, pretty: pretty), as: UTF8.self)
    }

    /// Refuses with 65 what is nested deeper than any document is: decoders go down one call for each level.
    package static func value<Value: Decodable>(_ type: Value.Type, from bytes: [UInt8]) throws -> Value {
        guard JSONShape.isShallow(bytes) else {
            throw Refusal(.badInput, "a JSON text is nested deeper than \(JSONShape.deepest) levels")
        }
        return try JSONDecoder().decode(type, from: Data(bytes))
    }
}
