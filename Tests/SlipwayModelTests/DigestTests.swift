import SlipwayModel
import Testing

@Suite struct DigestTests {
    private static let hex = String(repeating: "0123456789abcdef", count: 4)

    @Test func theTextFormIsReadAndWrittenAlike() throws {
        let digest = try #require(Digest("sha256:" + Self.hex))
        #expect(digest.hex == Self.hex)
        #expect(digest.description == "sha256:" + Self.hex)
        #expect(digest.short == "0123456789ab")
    }

    @Test func bytesBecomeLowerCaseHex() {
        let digest = Digest(bytes: (0..<32).map { UInt8($0 * 8 + 7) })
        #expect(digest.hex.hasPrefix("070f171f"))
        #expect(digest.hex.hasSuffix("f7ff"))
        #expect(Digest(hex: digest.hex) == digest)
    }

    @Test(arguments: [
        "", "sha256:", hex, "sha512:" + hex, "SHA256:" + hex, "sha256:" + hex.uppercased(), "sha256:" + hex + "0",
        "sha256:" + hex.dropLast(), "sha256:" + hex.dropLast() + "g", " sha256:" + hex, "sha256:" + hex + "\n",
    ])
    func anythingElseIsNoDigest(_ text: String) {
        #expect(Digest(text) == nil)
    }

    @Test func digestsSortByTheirHex() throws {
        let low = try #require(Digest(hex: String(repeating: "0", count: 64)))
        let high = try #require(Digest(hex: String(repeating: "f", count: 64)))
        #expect(low < high)
        #expect(!(high < low))
    }
}
