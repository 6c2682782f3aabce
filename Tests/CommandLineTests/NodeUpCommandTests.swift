import SlipwayModel
import Testing

@testable import SlipwayVerbs
@testable import slipway

@Suite struct NodeUpCommandTests {
    @Test(arguments: ["web1", "web-1.example_x", String(repeating: "a", count: 63)])
    func aNameIsTaken(_ name: String) { #expect(NodeUpCommand.isName(name)) }

    @Test(arguments: ["", "bad name", "é", "a/b", String(repeating: "a", count: 64)])
    func whatIsNoNameIsRefused(_ name: String) {
        let refusal = #expect(throws: Refusal.self) { try Slipway.tree.parsed(["node", "up", "--node-name", name]) }
        #expect(refusal?.code == .usage)
        #expect(refusal?.hint?.contains("use letters, digits") == true)
    }
}
