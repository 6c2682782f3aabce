import SlipwayModel
import SlipwaySystem
import SlipwayTesting
import Testing

extension EndToEnd {
    /// Two apps of which the one that comes first by name is started last.
    @Test func allAppsAreRunInTheirOrderAndOneThatFailsKeepsNobodyFromIt() throws {
        let stage = try Stage()
        try stage.up()
        let relay = try SampleApp(
            "relay", recipe: SampleApp.samples + "/relay", on: stage, listeners: ["http", "admin"])
        for (app, order) in [("alpha", "20"), ("omega", "5")] {
            let bundle = try relay.build("1.\(order).0", ["order=\(order)"])
            expect(
                try stage.slipway(
                    "deploy", bundle, "--app", app, "--set", "listen.http=\(try FreePort.any())", "--set",
                    "listen.admin=\(try FreePort.any())"), 0)
        }
        #expect(try lines(stage, "stop") == ["alpha is stopped", "omega is stopped"])
        #expect(try lines(stage, "start").map { $0.prefix(5) } == ["omega", "alpha"])
        #expect(try lines(stage, "hold").map { $0.prefix(5) } == ["omega", "alpha"])
        #expect(try lines(stage, "unhold") == ["omega is healed again", "alpha is healed again"])

        let before = try process(stage, "alpha")
        let killed = expect(try stage.slipway("killstart", "nobody", "alpha"), 66)
        #expect(killed.errors.contains("no app nobody on this node"))
        #expect(killed.output.hasPrefix("alpha is killed and active again after "))
        #expect(try process(stage, "alpha") != before)
        #expect(expect(try stage.slipway("history", "alpha"), 0).output.contains("killstart by "))

        #expect(expect(try stage.slipway("pin", "alpha"), 0).output == "generation 1 of alpha is pinned\n")
        #expect(expect(try stage.slipway("status", "alpha"), 0).output.contains("pinned"))
        #expect(expect(try stage.slipway("unpin", "alpha"), 0).output == "generation 1 of alpha is no longer pinned\n")
        expect(try stage.slipway("pin", "alpha", "7"), 66)
    }

    private func lines(_ stage: Stage, _ verb: String) throws -> [String] {
        expect(try stage.slipway(verb, "--all"), 0).output.split(separator: "\n").map(String.init)
    }

    private func process(_ stage: Stage, _ app: String) throws -> Int32 {
        let status = try JSONText.value(
            WrapperStatus.self, from: try Files.read(NodeLayout(root: stage.root).app(app).status))
        return try #require(status.slots.first?.process?.pid)
    }
}
