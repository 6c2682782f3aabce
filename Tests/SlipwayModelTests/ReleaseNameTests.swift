import SlipwayModel
import Testing

@Suite struct ReleaseNameTests {
    @Test(arguments: ["a", "shop", "shop-2", "a0", "web-shop-x", String(repeating: "a", count: 63)])
    func theseAreNames(_ text: String) {
        #expect(ReleaseName.isName(text))
    }

    @Test(arguments: [
        "", "Shop", "2shop", "-shop", "shop-", "a--b", "a_b", "a.b", "a/b", "a b", "café", "a:b", "a\n",
        String(repeating: "a", count: 64),
    ])
    func theseAreNoNames(_ text: String) {
        #expect(!ReleaseName.isName(text))
    }

    @Test(arguments: ["1", "1.4.2", "v1", "1.0-SNAPSHOT", "_x", "1_2", "20260101", String(repeating: "9", count: 128)])
    func theseAreVersions(_ text: String) {
        #expect(ReleaseName.isVersion(text))
    }

    @Test(arguments: ["", ".1", "-1", "1 2", "1/2", "1:2", "1+2", "ü", "1\n", String(repeating: "9", count: 129)])
    func theseAreNoVersions(_ text: String) {
        #expect(!ReleaseName.isVersion(text))
    }

    @Test func aReleaseIsCalledByNameAndVersion() {
        let name = ReleaseName(name: "shop", version: "1.4.2")
        #expect(name.description == "shop 1.4.2")
        #expect(name.reference == "shop:1.4.2")
    }
}
