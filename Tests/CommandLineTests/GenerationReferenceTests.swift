import SlipwayModel
import Testing

@testable import SlipwayVerbs

@Suite struct GenerationReferenceTests {
    @Test(arguments: [("shop@6", "shop", 6), ("shop@current", "shop", nil)])
    func aGenerationIsRead(_ text: String, _ app: String, _ number: Int?) throws {
        let reference = try GenerationReference(text)
        #expect(reference?.app == app)
        #expect(reference?.number == number)
    }

    @Test(arguments: ["shop", "shop:1.0", "./a@1", "a@1/b.tar", "sha256:ab", "@1"])
    func whatNamesAReleaseIsNone(_ text: String) throws {
        #expect(try GenerationReference(text) == nil)
    }

    @Test(arguments: ["shop@", "shop@0", "shop@x"])
    func aWrongNumberIsRefused(_ text: String) {
        let refusal = #expect(throws: Refusal.self) { try GenerationReference(text) }
        #expect(refusal?.code == .usage)
    }
}
