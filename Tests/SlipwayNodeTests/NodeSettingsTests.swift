import SlipwayModel
import SlipwayNode
import Testing

@Suite struct NodeSettingsTests {
    private static let spec = ServiceSpec(
        name: "shop", version: "1", runtime: .tomcat, launch: ServiceSpec.Launch(command: ["java"], env: [:]),
        listen: [ServiceSpec.Listener(name: "http", port: 8080)], webapps: [], health: [], start: .init(),
        stop: .init(),
        switch: SwitchPolicy(), restart: RestartPolicy(), keep: 5, order: 0)

    @Test(arguments: [
        ("listen.http", "8081", true), ("listen.http", "0", false), ("listen.http", "70000", false),
        ("listen.http", "+80", true), ("listen.https", "443", false), ("jvm.heap", "512m", true),
        ("jvm.heap", "0m", false), ("jvm.heap", "lots", false), ("jvm.heep", "1g", false),
        ("jvm.options", "-Xint", false),
        ("env.TZ", "UTC", true), ("env.", "x", false), ("env.A=B", "x", false), ("start.deadline", "1s", false),
        ("switch.mode", "overlap", false), ("db.url", "anything at all", true), ("greeting", "", true),
    ])
    func onlyWhatDoesSomethingMayBeSet(_ key: String, _ value: String, _ isFine: Bool) {
        if isFine {
            #expect(throws: Never.self) { try NodeSettings.check([key: value], for: Self.spec) }
        } else {
            let refusal = #expect(throws: Refusal.self) { try NodeSettings.check([key: value], for: Self.spec) }
            #expect(refusal?.code == .badInput)
            #expect(refusal?.hint != nil)
        }
    }

    @Test func aServiceOutOfBoundsIsNamed() {
        #expect(Self.spec.fault == nil)
        for spoil: (inout ServiceSpec) -> Void in [
            { $0.health = [HealthCheck(http: "/", failures: -1)] },
            { $0.health = [HealthCheck(http: "/", failures: 0)] },
            { $0.health = [HealthCheck(http: "no slash")] }, { $0.restart.budget = .min }, { $0.listen = [] },
            { $0.listen[0].port = 0 }, { $0.start.deadline = .milliseconds(.max) }, { $0.launch.command = [] },
            { $0.webapps = [ServiceSpec.WebApp(context: "/..")] }, { $0.keep = -1 }, { $0.name = "../x" },
        ] {
            var spec = Self.spec
            spoil(&spec)
            #expect(spec.fault != nil)
        }
    }
}
