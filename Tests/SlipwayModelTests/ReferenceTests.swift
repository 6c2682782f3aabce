import SlipwayModel
import Testing

@Suite struct ReferenceTests {
    private static let hex = String(repeating: "ab", count: 32)

    @Test(arguments: [
        ("shop", Reference.stored(name: "shop", version: nil)),
        ("shop:1.4.2", .stored(name: "shop", version: "1.4.2")),
        ("shop-2:v1_0", .stored(name: "shop-2", version: "v1_0")),
        ("./shop", .bundle(path: "./shop")),
        ("../a/shop-1.4.2.tar", .bundle(path: "../a/shop-1.4.2.tar")),
        ("/srv/shop", .bundle(path: "/srv/shop")),
        ("shop-1.4.2.tar", .bundle(path: "shop-1.4.2.tar")),
        ("shop-1.4.2.run", .bundle(path: "shop-1.4.2.run")),
        ("out/shop", .bundle(path: "out/shop")),
        ("registry.test/shop:1.4.2", .remote("registry.test/shop:1.4.2")),
        ("localhost/shop:1", .remote("localhost/shop:1")),
        ("host:5000/team/shop:1", .remote("host:5000/team/shop:1")),
    ])
    func whatPeopleTypeIsUnderstood(_ text: String, _ expected: Reference) {
        #expect(Reference(text) == expected)
    }

    @Test func aDigestIsTaken() throws {
        #expect(Reference("sha256:" + Self.hex) == .digest(try #require(Digest(hex: Self.hex))))
    }

    @Test(arguments: ["", "Shop", "shop:", "shop:1:2", ":1", "sha256:abc", "shop 1", "shop:-1", "2shop"])
    func whatCannotBeAReferenceIsNone(_ text: String) {
        #expect(Reference(text) == nil)
    }
}
