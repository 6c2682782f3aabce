import SlipwayModel
import SlipwaySystem
import Testing

@Suite struct JSONShapeTests {
    private static func nested(_ levels: Int, _ open: String, _ close: String) -> [UInt8] {
        Array((String(repeating: open, count: levels) + "0" + String(repeating: close, count: levels)).utf8)
    }

    private indirect enum Tree: Decodable {
        case leaf
        case node([Tree])

        init(from decoder: any Decoder) throws {
            self = (try? .node([Tree](from: decoder))) ?? .leaf
        }
    }

    @Test func whatIsNestedTooDeepIsRefusedBeforeItIsDecoded() throws {
        _ = try JSONText.value(Tree.self, from: Self.nested(64, "[", "]"))
        for bytes in [Self.nested(65, "[", "]"), Self.nested(100, "{\"a\":", "}"), Self.nested(1 << 20, "[", "")] {
            let refusal = #expect(throws: Refusal.self) { try JSONText.value(Tree.self, from: bytes) }
            #expect(refusal?.code == .badInput)
            #expect(refusal?.sentence == "a JSON text is nested deeper than 64 levels")
        }
    }

    @Test func bracketsInTextsDoNotCount() throws {
        let brackets = String(repeating: "[", count: 100)
        for text in ["[\"\(brackets)\"]", "[\"\\\"\(brackets)\"]", "[\"\\\\\",\"\(brackets)\"]"] {
            _ = try JSONText.value([String].self, from: Array(text.utf8))
        }
        #expect(throws: Refusal.self) {
            try JSONText.value([String].self, from: Array("[\"\\\\\"\(brackets)".utf8))
        }
    }

    @Test(arguments: [
        "{\"a\":1,\"b\":2}", "{\"a\":{\"a\":1},\"b\":{\"a\":1}}", "[{\"a\":1},{\"a\":1}]", "{\"a\":[\"a\",\"a\"]}",
        "{\"a\":\"a\",\"b\":\"a\"}", "{}", "[]", "\"", "{\"", "}", "]", "", ",", "{\"a\":\"\\",
    ]) func differentKeysPass(_ text: String) { #expect(JSONShape.hasPlainKeys(Array(text.utf8))) }

    @Test(arguments: [
        "{\"a\":1,\"a\":2}", "{\"b\":{\"a\":1,\"c\":[],\"a\":2}}", "[{\"a\":{\"x\":1},\"a\":2}]", "{\"\\u0061\":1}",
        "{\"a\":[1,{\"b\":2}],\"a\":3}",
    ]) func aKeyTwiceOrInDisguiseDoesNot(_ text: String) { #expect(!JSONShape.hasPlainKeys(Array(text.utf8))) }
}
