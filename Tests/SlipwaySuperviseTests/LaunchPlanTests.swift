import SlipwayModel
import SlipwaySupervise
import SlipwaySystem
import Testing

@Suite struct LaunchPlanTests {
    static let slot = AppLayout(folder: "/n/apps/shop").slotLayout(3)

    static func source(
        _ command: [String], env: [String: String] = [:], overrides: [String: String] = [:]
    ) throws -> LaunchPlan.Source {
        let spec = ServiceSpec(
            name: "shop", version: "1.4.2", runtime: .tomcat, launch: .init(command: command, env: env),
            listen: [.init(name: "http", port: 8080)], webapps: [.init(context: "/"), .init(context: "/admin")],
            health: [], start: .init(), stop: .init(), switch: .init(), restart: .init(), keep: 5, order: 10)
        let defaults = [
            "ROOT": PropertiesFile(["db.url": "jdbc:x", "jvm.note": "ours"]),
            "admin": PropertiesFile(["colour": "red"]),
        ]
        return LaunchPlan.Source(
            spec: try ProgramSpec(JSONReader.value(JSONText.bytes(spec))),
            configuration: Configuration(overrides: overrides), defaults: defaults,
            release: "/r",
            ports: ["http": 8081], nodeName: "n1")
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

    @Test func theHeapOverrideReplacesTheOneOfTheRelease() throws {
        let command = ["${release}/java", "-Xms16m", "-Xmx256m", "Main"]
        let plan = try LaunchPlan(Self.source(command, overrides: ["jvm.heap": "2g"]), slot: Self.slot)
        #expect(plan.path == "/r/java")
        #expect(plan.arguments == ["-Xms16m", "-Xmx2g", "Main"])
        for heap in ["", "g", "2x", "-1m", "1 g", "2g -version"] {
            #expect(throws: SuperviseError.self) {
                try LaunchPlan(Self.source(command, overrides: ["jvm.heap": heap]), slot: Self.slot)
            }
        }
    }

    @Test(arguments: [
        (["jdk/bin/java", "-Xms16m", "Main", "now"], ["-Xmx2g", "-Xms16m", "Main", "now"]), (["java"], ["-Xmx2g"]),
    ])
    func aHeapThatTheReleaseDoesNotNameComesRightAfterTheProgram(command: [String], arguments: [String]) throws {
        let plan = try LaunchPlan(Self.source(command, overrides: ["jvm.heap": "2g"]), slot: Self.slot)
        #expect(plan.path == "/r/" + command[0])
        #expect(plan.arguments == arguments)
    }

    @Test func aHeapIsNeverTakenForTheProgram() {
        #expect(throws: SuperviseError.self) {
            try LaunchPlan(Self.source([], overrides: ["jvm.heap": "2g"]), slot: Self.slot)
        }
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
        ]
        let plan = try LaunchPlan(Self.source(["x"], overrides: overrides), slot: Self.slot)
        #expect(plan.webProperties["ROOT"]?.values == ["db.url": "jdbc:y", "extra": "1", "jvm.note": "set"])
        #expect(plan.webProperties["admin"]?.values == ["colour": "red", "db.url": "jdbc:y", "extra": "1"])
        #expect(
            plan.nodeProperties.values == [
                "db.url": "jdbc:y", "extra": "1", "jvm.note": "set", "colour": "red", "listen.http": "8081",
                "node.name": "n1", "app.name": "shop", "release.version": "1.4.2", "generation": "3",
            ])
    }

    @Test(arguments: [["${nothing}"], ["x", "${open"], [], [""]])
    func whatCannotBeResolvedIsRefused(command: [String]) {
        #expect(throws: SuperviseError.self) { try LaunchPlan(Self.source(command), slot: Self.slot) }
    }

    @Test func aValueIsNotLookedIntoAgain() throws {
        let plan = try LaunchPlan(
            Self.source(["x", "${a}$$ {b}"], overrides: ["a": "${node.name}"]), slot: Self.slot)
        #expect(plan.arguments == ["${node.name}$$ {b}"])
    }
}
