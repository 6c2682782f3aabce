import SlipwayModel
import SlipwayNode
import Testing

@Suite struct NodeSettingsTests {
    static let spec = ServiceSpec(
        name: "shop", version: "1", runtime: .tomcat,
        launch: ServiceSpec.Launch(command: ["java"], env: ["API_KEY": "${secret:api}", "TZ": "UTC"]),
        jvm: ServiceSpec.JVM(),
        listen: [ServiceSpec.Listener(name: "http", port: 8080), ServiceSpec.Listener(name: "admin", port: 8090)],
        webapps: [], health: [HealthCheck(http: "/a"), HealthCheck(http: "/b")], start: .init(), stop: .init(),
        switch: SwitchPolicy(), restart: RestartPolicy(), keep: 5, order: 0)
    private static let properties = ["ROOT": ["db.password": "${secret:shop-db}", "greeting": "Hello"]]

    private func check(_ overrides: [String: String], _ spec: ServiceSpec = spec) throws {
        try NodeSettings.check(overrides, spec, Self.properties) { "slipway \($0) --root /n" }
    }

    @Test(arguments: [
        ("listen.http", "8081", true), ("listen.http", "0", false), ("listen.http", "70000", false),
        ("listen.http", "+80", false), ("listen.http", "", false), ("listen.https", "443", false),
        ("listen", "1", false),
        ("jvm.heap", "512m", true), ("jvm.heap", "0m", false), ("jvm.heap", "lots", false), ("jvm.heap", "1k", false),
        ("jvm.heap", "512", false), ("jvm.heep", "1g", false), ("jvm.options", "-Xint -ea", true),
        ("jvm.options", "", true), ("jvm.options", "Xint", false), ("jvm.options", "-Xmx1g", false),
        ("env.TZ", "UTC", true), ("env.TZ", "", true), ("env.", "x", false), ("env.A=B", "x", false),
        ("env.1A", "x", false), ("env.API_KEY", "hush", false), ("env.API_KEY", "${secret:other}", true),
        ("limits.memory", "1g", true), ("limits.memory", "1", false), ("limits.memory", "much", false),
        ("limits.cpu", "150%", true), ("limits.cpu", "2", false), ("limits.cpu", "0%", false),
        ("limits.nofile", "4096", true), ("limits.nofile", "-1", false), ("limits.disk", "1g", false),
        ("health.every", "5s", true), ("health.every", "1ms", false), ("health.every", "5", false),
        ("health.timeout", "2s", true), ("health.failures", "5", true), ("health.failures", "0", false),
        ("health.2.every", "1s", true), ("health.3.every", "1s", false), ("health.0.every", "1s", false),
        ("health.1.http", "/", false), ("health", "1s", false), ("health.1.2.every", "1s", false),
        ("start.deadline", "1s", false), ("switch.mode", "overlap", false), ("name", "other", false),
        ("db.url", "anything at all", true), ("greeting", "", true), ("", "x", false), ("a b", "x", false),
        ("warm-start", "off", true), ("warm-start", "on", true), ("warm-start", "maybe", false),
        ("warm-start", "", false), ("warm-start.scan", "off", false),
        ("db.password", "hush", false), ("db.password", "${secret:other}", true),
    ])
    func onlyWhatDoesSomethingMayBeSet(_ key: String, _ value: String, _ isFine: Bool) {
        if isFine {
            #expect(throws: Never.self) { try check([key: value]) }
        } else {
            let refusal = #expect(throws: Refusal.self) { try check([key: value]) }
            #expect(refusal?.code == .badInput)
            #expect(refusal?.hint?.isEmpty == false)
            #expect(refusal?.sentence.contains("hush") == false)
        }
    }

    @Test(
        arguments: [
            ("cluster.members", "n2:4000, n3:4000-4003", .static, true), ("cluster.members", "", .static, true),
            ("cluster.members", "${peers}", .static, true), ("cluster.members", "n2", .static, false),
            ("cluster.members", "n2:4000", .multicast, false), ("cluster.members", "n2:4000", .none, false),
            ("cluster.port", "4000", .static, true), ("cluster.port", "4000", .multicast, true),
            ("cluster.port", "0", .static, false), ("cluster.port", "", .static, false),
            ("cluster.port", "4000", .none, false), ("cluster.address", "10.0.0.1", .static, true),
            ("cluster.multicast.port", "45564", .multicast, true),
            ("cluster.multicast.address", "228.0.0.4", .static, false), ("cluster.name", "x", .static, false),
            ("cluster", "x", .static, false),
        ] as [(String, String, ServiceSpec.Cluster.Sessions, Bool)])
    func ofAClusterItsMembersMayBeSet(
        _ key: String, _ value: String, _ sessions: ServiceSpec.Cluster.Sessions, _ isFine: Bool
    ) {
        var spec = Self.spec
        spec.cluster = sessions == .none ? nil : ServiceSpec.Cluster(name: "ring", sessions: sessions)
        let refusal: Refusal?
        do {
            try check([key: value], spec)
            refusal = nil
        } catch {
            refusal = error as? Refusal
        }
        #expect(refusal?.code == (isFine ? nil : .badInput))
        #expect(isFine || refusal?.hint?.isEmpty == false)
    }

    @Test func whatAClusterWouldNotReadIsRefusedInWords() {
        let refusal = #expect(throws: Refusal.self) { try check(["cluster.members": "n2:4000"]) }
        #expect(refusal?.sentence == "shop has no session cluster, so cluster.members means nothing to it")
        #expect(
            refusal?.hint == "build a release whose recipe has `cluster: { name: shop, sessions: static }`")
    }

    @Test func aWrongKeyIsRefusedWithoutTheRelease() {
        let wrong = [
            "a b": "c", "version": "2", "jvm.magic": "1", "jvm.heap": "12", "env.1A": "x", "limits.files": "1",
            "limits.cpu": "much", "health.pace": "1s", "health.x.every": "1s", "health.every": "soon", "listen.a": "0",
        ]
        for (key, value) in wrong {
            let refusal = #expect(throws: Refusal.self) { try NodeSettings.checkAlone([key: value]) }
            #expect(refusal?.code == .badInput, "\(key)")
        }
        // Only the release tells whether it has these.
        let fine = ["listen.any": "8080", "jvm.heap": "1g", "health.7.every": "1s", "health.failures": "3", "x": ""]
        #expect(throws: Never.self) { try NodeSettings.checkAlone(fine) }
    }

    @Test func aSecretIsSetAsOne() {
        let refusal = #expect(throws: Refusal.self) { try check(["db.password": "hush"]) }
        #expect(refusal?.hint == "slipway secret set shop-db --root /n")
    }

    @Test func aProgramWithoutAJVMHasNoHeap() {
        var plain = Self.spec
        plain.jvm = nil
        plain.health = []
        for key in ["jvm.heap": "1g", "jvm.options": "-ea", "health.every": "1s"] {
            #expect(throws: Refusal.self) { try check([key.key: key.value], plain) }
        }
    }

    @Test func twoListenersHaveTwoPorts() {
        #expect(throws: Never.self) { try NodeSettings.checkTogether(Self.spec) }
        let both = Self.spec.configured(by: Configuration(overrides: ["listen.admin": "8080"]))
        let refusal = #expect(throws: Refusal.self) { try NodeSettings.checkTogether(both) }
        #expect(refusal?.sentence == "listen.http and listen.admin would both be 8080")
    }

    @Test func aServiceOutOfBoundsIsNamed() {
        #expect(Self.spec.fault == nil)
        for spoil: (inout ServiceSpec) -> Void in [
            { $0.health = [HealthCheck(http: "/", failures: -1)] },
            { $0.health = [HealthCheck(http: "/", failures: 0)] },
            { $0.health = [HealthCheck(http: "no slash")] }, { $0.restart.budget = .min },
            { $0.listen[0].port = 0 }, { $0.start.deadline = .milliseconds(.max) }, { $0.launch.command = [] },
            { $0.webapps = [ServiceSpec.WebApp(context: "/..")] }, { $0.keep = -1 }, { $0.name = "../x" },
        ] {
            var spec = Self.spec
            spoil(&spec)
            #expect(spec.fault != nil)
        }
    }
}
