import ArgumentParser
import SlipwaySystem
import SlipwayTesting
import Testing

@testable import SlipwayVerbs

@Suite struct HomeNodeTests {
    private let folder: TemporaryFolder
    private var system: String { folder.path + "/system" }
    private var home: String { folder.path + "/home" }

    init() throws { folder = try TemporaryFolder("nodes") }

    @Test func theNodeInTheHomeFolderIsMeantWhereTheSystemHasNone() throws {
        try Folders.make(home)
        #expect(HomeNode.root(isRoot: false, system: system, home: home) == home)
    }

    @Test func theSystemsNodeComesFirst() throws {
        try Folders.make(home)
        try Folders.make(system)
        #expect(HomeNode.root(isRoot: false, system: system, home: home) == nil)
    }

    @Test func rootMeansTheSystemsNode() throws {
        try Folders.make(home)
        #expect(HomeNode.root(isRoot: true, system: system, home: home) == nil)
    }

    @Test func withoutAnyItIsTheSystemsNode() {
        #expect(HomeNode.root(isRoot: false, system: system, home: home) == nil)
    }

    @Test func hintsNameTheNodeThatIsMeant() throws {
        var options = try NodeOptions.parse(["--root", "/srv/node one"])
        #expect(options.command("status") == "slipway status --root '/srv/node one'")
        options.root = nil
        #expect(options.command("status", meant: "/home/ada/node") == "slipway status --root /home/ada/node")
        #expect(options.command("status", meant: nil) == "slipway status")
    }
}
