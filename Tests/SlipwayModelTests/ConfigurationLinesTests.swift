import SlipwayModel
import Testing

@Suite struct ConfigurationLinesTests {
    private static let spec = ServiceSpec(
        name: "shop", version: "1", runtime: .tomcat,
        launch: ServiceSpec.Launch(command: ["java"], env: ["TZ": "UTC", "API_TOKEN": "plain"]),
        jvm: ServiceSpec.JVM(heap: "512m", options: ["-Xint", "-Ddb.password=hush"]),
        listen: [ServiceSpec.Listener(name: "http", port: 8080)], webapps: [],
        limits: ServiceSpec.Limits(memory: 1 << 30), secrets: ["shop-db"],
        health: [HealthCheck(http: "/a"), HealthCheck(http: "/b", every: .seconds(5))], start: .init(), stop: .init(),
        switch: SwitchPolicy(), restart: RestartPolicy(), keep: 5, order: 0)

    private static let properties = [
        "ROOT": ["greeting": "Hello", "page.size": "50", "db.password": "${secret:shop-db}"],
        "admin": ["greeting": "Hello", "page.size": "20", "db.password": "${secret:shop-db}"],
    ]

    private func lines(_ overrides: [String: String] = [:]) -> [String: ConfigurationLine] {
        let all = ConfigurationLines.of(
            spec: Self.spec, properties: Self.properties, configuration: Configuration(overrides: overrides))
        return Dictionary(uniqueKeysWithValues: all.map { ($0.key, $0) })
    }

    @Test func whatTheReleaseSaysIsToldOnce() {
        let lines = lines()
        #expect(lines.values.allSatisfy { $0.origin == .release && $0.released == nil })
        #expect(lines["greeting"]?.value == "Hello")
        #expect(lines["page.size"] == nil)
        #expect(lines["ROOT:page.size"]?.value == "50")
        #expect(lines["admin:page.size"]?.value == "20")
        #expect(lines["listen.http"]?.value == "8080")
        #expect(lines["jvm.heap"]?.value == "512m")
        #expect(lines["limits.memory"]?.value == "1g")
        #expect(lines["limits.cpu"] == nil)
        #expect(lines["health.2.every"]?.value == "5s")
        #expect(lines["env.TZ"]?.value == "UTC")
    }

    @Test func whatTheNodeSaysIsToldBesideWhatTheReleaseSays() {
        let lines = lines([
            "listen.http": "8081", "greeting": "Good day", "page.size": "10", "mine": "x", "jvm.heap": "2g",
            "limits.cpu": "150%", "health.every": "1s", "health.2.failures": "9", "env.NEW": "1",
        ])
        func told(_ key: String) -> [String?] {
            [lines[key]?.origin.rawValue, lines[key]?.value, lines[key]?.released]
        }
        #expect(told("listen.http") == ["node", "8081", "8080"])
        #expect(told("greeting") == ["node", "Good day", "Hello"])
        #expect(told("page.size") == ["node", "10", "ROOT: 50, admin: 20"])
        #expect(lines["ROOT:page.size"] == nil)
        #expect(told("mine") == ["node", "x", nil])
        #expect(told("jvm.heap") == ["node", "2g", "512m"])
        #expect(told("limits.cpu") == ["node", "150%", nil])
        #expect(told("health.1.every") == ["node", "1s", "10s"])
        #expect(told("health.2.every") == ["node", "1s", "5s"])
        #expect(told("health.1.failures") == ["release", "3", nil])
        #expect(told("health.2.failures") == ["node", "9", "3"])
        #expect(told("env.NEW") == ["node", "1", nil])
    }

    @Test func noSecretIsShown() {
        let overrides = [
            "service.passphrase": "hush", "url": "a${secret:one}b${secret-file:two}", "jvm.options": "-Dx.Secret=hush",
        ]
        for lines in [lines(), lines(overrides)] {
            #expect(lines.values.allSatisfy { !$0.value.contains("hush") && !($0.released ?? "").contains("hush") })
            #expect(!lines.values.contains { "\($0.value)\($0.released ?? "")".contains("${secret") })
            #expect(lines["db.password"]?.value == "(secret shop-db)")
            #expect(lines["env.API_TOKEN"]?.value == "(hidden)")
        }
        #expect(lines()["jvm.options"]?.value == "-Xint -Ddb.password=(hidden)")
        #expect(lines(overrides)["url"]?.value == "a(secret one)b(secret two)")
        #expect(lines(overrides)["service.passphrase"]?.value == "(hidden)")
    }

    @Test func aHiddenValueThatChangesIsSeenToChange() throws {
        let old = try #require(lines(["x.password": "one"])["x.password"])
        let new = try #require(lines(["x.password": "two"])["x.password"])
        #expect(old.value == new.value)
        #expect(!old.says(theSameAs: new))
        #expect(old.says(theSameAs: old))
    }

    @Test func portsComeFirstAndPropertiesLast() {
        let keys = ConfigurationLines.of(
            spec: Self.spec, properties: Self.properties, configuration: Configuration()
        ).map(\.key)
        #expect(keys.first == "listen.http")
        #expect(keys.last == "greeting")
        #expect(keys.firstIndex(of: "health.1.every")! < keys.firstIndex(of: "health.2.every")!)
    }

    @Test func theServiceRunsWithWhatTheNodeSays() {
        let service = Self.spec.configured(
            by: Configuration(overrides: [
                "listen.http": "8081", "jvm.heap": "2g", "jvm.options": " -Xint  -ea ", "env.TZ": "CET",
                "limits.memory": "3g", "limits.cpu": "50%", "limits.nofile": "99", "health.timeout": "7s",
                "health.1.timeout": "8s", "health.failures": "4", "key": "${secret:more}",
            ]))
        #expect(service.listen.map(\.port) == [8081])
        #expect(service.jvm == ServiceSpec.JVM(heap: "2g", options: ["-Xint", "-ea"]))
        #expect(service.launch.env["TZ"] == "CET")
        #expect(service.limits == ServiceSpec.Limits(memory: 3 << 30, cpu: 50, nofile: 99))
        #expect(service.health.map(\.timeout) == [.seconds(8), .seconds(7)])
        #expect(service.health.map(\.failures) == [4, 4])
        #expect(service.secrets == ["shop-db", "more"])
        #expect(Self.spec.configured(by: Configuration()) == Self.spec)
    }

    @Test func whatIsNoSettingChangesNothing() {
        let odd = [
            "listen.http": "x", "limits.memory": "lots", "limits.cpu": "2", "limits.nofile": "many",
            "health.every": "soon", "health.9.every": "1s",
        ]
        #expect(Self.spec.configured(by: Configuration(overrides: odd)) == Self.spec)
    }
}
