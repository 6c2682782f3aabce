import SlipwayModel
import Testing

@testable import SlipwayVerbs
@testable import slipway

@Suite struct CommandTreeTests {
    private static let builders = Slipway.tree.verbs.map(\.name)
    private static let nodes = CommandTree.node.verbs.map(\.name)

    @Test func aNodeKnowsEveryVerbOrWhereItBelongs() {
        #expect(Set(Self.nodes).isSubset(of: Self.builders))
        #expect(Set(CommandTree.node.elsewhere) == Set(Self.builders).subtracting(Self.nodes))
        #expect(Self.nodes.count > 25)
        #expect(Self.builders.count == Set(Self.builders).count)
    }

    @Test(arguments: CommandTree.node.elsewhere)
    func theBuildersVerbsAreRefusedByANode(_ verb: String) {
        for words in [[verb], [verb, "x", "--output", "y"], ["help", verb], [verb, "--help"]] {
            let refusal = #expect(throws: Refusal.self) { try CommandTree.node.parsed(words) }
            #expect(refusal?.code == .usage)
            #expect(refusal?.sentence == "\(verb) belongs to the builder's slipway, not to a node's")
            #expect(refusal?.hint == "run it where releases are built; what this one does: slipway --help")
        }
    }

    @Test func aNodesUnknownVerbIsToldWithTheNearestOfItsOwn() {
        let refusal = #expect(throws: Refusal.self) { try CommandTree.node.parsed(["depoy"]) }
        #expect(refusal?.hint == "did you mean slipway deploy?")
        let other = #expect(throws: Refusal.self) { try CommandTree.node.parsed(["xyzzyxyzzy"]) }
        #expect(other?.hint == "the verbs are " + Self.nodes.joined(separator: ", "))
    }

    @Test func aNodesMistakesAreToldAsTheBuilders() {
        let words = ["deploy", "x", "--sett=a"]
        let node = #expect(throws: Refusal.self) { try CommandTree.node.parsed(words) }
        let builder = #expect(throws: Refusal.self) { try Slipway.tree.parsed(words) }
        #expect(node?.sentence == builder?.sentence)
        #expect(node?.hint == "did you mean --set? see slipway deploy --help")
        #expect(node?.hint == builder?.hint)
    }

    @Test func aNodesManualHasAPageForEachOfItsVerbs() throws {
        let pages = ManCommand.pages(try ToolDescription(of: .node))
        #expect(pages.map(\.name) == ["slipway"] + Self.nodes.map { "slipway-\($0)" })
        #expect(pages.allSatisfy { $0.text.contains("Example: ") })
    }

    @Test(arguments: [
        ("slipway", true), ("/usr/local/bin/slipway", true), ("./slipway", true), ("slipwayd", false),
        ("/usr/local/lib/slipway/current/slipwayd", false), ("slipway/slipwayd", false), ("", false), ("/", false),
    ])
    func theNameDecidesWhatAnswers(_ name: String, _ isSlipway: Bool) {
        #expect(CommandTree.isMeant(by: name) == isSlipway)
    }
}
