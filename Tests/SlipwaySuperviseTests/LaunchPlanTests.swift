import SlipwayModel
import SlipwaySupervise
import SlipwaySystem
import Testing

@Suite struct LaunchPlanTests {
    static let slot = AppLayout(folder: "/n/apps/shop").slotLayout(3)

    static func source(
        _ command: [String], env: [String: String] = [:], overrides: [String: String] = [:],
        secrets: [String: String] = [:], nodeFiles: [String: String] = [:], properties: [String: String] = [:],
        _ change: (inout ServiceSpec) -> Void = { _ in }
    ) throws -> LaunchPlan.Source {
        var spec = ServiceSpec(
            name: "shop", version: "1.4.2", runtime: .tomcat, launch: .init(command: command, env: env),
            listen: [.init(name: "http", port: 8080)], webapps: [.init(context: "/"), .init(context: "/admin")],
            health: [], start: .init(), stop: .init(), switch: .init(), restart: .init(), keep: 5, order: 10)
        spec.nodeFiles = nodeFiles.keys.sorted()
        change(&spec)
        let root = ["db.url": "jdbc:x", "jvm.note": "ours"].merging(properties) { $1 }
        let defaults = [
            "ROOT": PropertiesFile(root),
            "admin": PropertiesFile(["colour": "red"]),
        ]
        return LaunchPlan.Source(
            spec: try ProgramSpec(JSONReader.value(JSONText.bytes(spec))),
            configuration: Configuration(overrides: overrides), defaults: defaults,
            nodeFiles: nodeFiles.mapValues { Array($0.utf8) }, release: "/r", ports: ["http": 8081], nodeName: "n1",
            secret: { secrets[$0].map { Array($0.utf8) } })
    }

    @Test func foldersFactsAndPropertiesAreResolvedInTheCommand() throws {
        let command = [
            "jdk/bin/java", "-Drun=${run}", "${work}:${temp}:${shared}", "${listen.http}/${node.name}${db.url}",
        ]
        let plan = try LaunchPlan(Self.source(command), slot: Self.slot)
        #expect(plan.path == "/r/jdk/bin/java")
        #expect(
            plan.arguments == [
                "-Drun=/n/apps/shop/run/slots/3",
                "/n/apps/shop/generations/3/work:/n/apps/shop/generations/3/temp:/n/apps/shop/shared", "8081/n1jdbc:x",
            ])
    }

    @Test func theEnvironmentIsSmallAndCleanPlusWhatIsAskedFor() throws {
        let plan = try LaunchPlan(
            Self.source(
                ["x"], env: ["TZ": "UTC", "KEPT": "${db.url}"], overrides: ["env.TZ": "CET", "env.LANG": "de"]),
            slot: Self.slot)
        #expect(plan.environment.keys.sorted() == ["HOME", "KEPT", "LANG", "PATH", "TZ"])
        #expect(plan.environment["TZ"] == "CET")
        #expect(plan.environment["KEPT"] == "jdbc:x")
        #expect(plan.environment["LANG"] == "de")
        #expect(plan.environment["HOME"] == "/n/apps/shop/generations/3/work")
    }

    @Test func overridesReachTheFilesThatKnowThemAndNewOnesReachAll() throws {
        let overrides = [
            "db.url": "jdbc:y", "extra": "1", "jvm.heap": "1g", "jvm.note": "set", "listen.http": "8081", "env.A": "b",
            "limits.memory": "1g", "health.every": "1s",
        ]
        let plan = try LaunchPlan(Self.source(["x"], overrides: overrides), slot: Self.slot)
        #expect(plan.webProperties["ROOT"]?.values == ["db.url": "jdbc:y", "extra": "1", "jvm.note": "set"])
        #expect(plan.webProperties["admin"]?.values == ["colour": "red", "db.url": "jdbc:y", "extra": "1"])
        #expect(
            plan.nodeProperties.values == [
                "db.url": "jdbc:y", "extra": "1", "jvm.note": "set", "colour": "red", "listen.http": "8081",
                "node.name": "n1", "app.name": "shop", "release.version": "1.4.2", "generation": "3",
                "app.shared": "/n/apps/shop/shared", "app.work": "/n/apps/shop/generations/3/work",
                "app.temp": "/n/apps/shop/generations/3/temp",
            ])
    }

    @Test(arguments: [["${nothing}"], ["x", "${open"], [], [""]])
    func whatCannotBeResolvedIsRefused(command: [String]) {
        #expect(throws: SuperviseError.self) { try LaunchPlan(Self.source(command), slot: Self.slot) }
    }

    @Test func whatAValueBringsIsNotLookedIntoAgain() throws {
        let plan = try LaunchPlan(
            Self.source(["x"], env: ["A": "${secret:odd}$$ {b}"], secrets: ["odd": "${node.name}"]), slot: Self.slot)
        #expect(plan.environment["A"] == "${node.name}$$ {b}")
    }

    @Test func theWorkingFolderIsInTheRelease() throws {
        #expect(try LaunchPlan(Self.source(["x"]), slot: Self.slot).folder == "/r")
        let deeper = try LaunchPlan(Self.source(["x"]) { $0.launch.folder = "a/b" }, slot: Self.slot)
        #expect(deeper.folder == "/r/a/b")
        #expect(deeper.path == "/r/x")
    }
}
