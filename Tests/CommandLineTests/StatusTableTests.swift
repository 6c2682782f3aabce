import SlipwayControl
import Testing

@testable import SlipwayVerbs

@Suite struct StatusTableTests {
    private static let now: Int64 = 1_795_298_576_000

    private func app(_ name: String, state: String = "active", release: String? = nil) -> StatusDocument.App {
        var app = StatusDocument.App(name: name, state: state)
        app.release = release ?? "\(name) 1.0.0"
        app.generation = 3
        app.since = "2026-11-21T21:59:56Z"
        app.listen = [.init(name: "http", port: 8080)]
        return app
    }

    @Test func aTableHasALineForEachApp() {
        let lines = StatusTable.lines([app("hello"), app("shop", state: "unresponsive")], now: Self.now)
        #expect(
            lines == [
                "NAME   STATE         RELEASE      GEN  SINCE  PORT  RESTARTS",
                "hello  active        hello 1.0.0  3    3m     8080  0",
                "shop   unresponsive  shop 1.0.0   3    3m     8080  0",
            ])
    }

    @Test func whatNeedsAttentionStandsBelow() {
        var held = app("hello")
        held.held = true
        held.underWay = "deploy of hello 1.1.0: trial"
        var failed = app("shop", state: "failed")
        failed.cause = "it keeps ending: exit status 1"
        #expect(
            StatusTable.lines([held, failed], now: Self.now).suffix(2) == [
                "hello: under way: deploy of hello 1.1.0: trial; held", "shop: it keeps ending: exit status 1",
            ])
    }

    @Test func tenAppsWithLongNamesFitEightyColumns() {
        let names = (1...10).map { "a-rather-long-name-of-an-app-\($0)" }
        var apps = names.map { app($0, state: "unresponsive", release: "\($0) 2026.11.21-rc.4") }
        apps[0].listen = (0..<5).map { .init(name: "p\($0)", port: 20_000 + $0) }
        apps[1].restarts = 123
        let lines = StatusTable.lines(apps, now: Self.now)
        #expect(lines.count == 11)
        #expect(lines.allSatisfy { $0.count <= 80 }, "\(lines.joined(separator: "\n"))")
        #expect(lines[1].contains("…"))
    }

    @Test func anAppWithoutAReleaseHasDashes() {
        let lines = StatusTable.lines([StatusDocument.App(name: "shop", state: "stopped")], now: Self.now)
        #expect(lines[1] == "shop  stopped  -        -    -      -     0")
    }
}
