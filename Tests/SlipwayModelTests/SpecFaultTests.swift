import SlipwayModel
import Testing

@Suite struct SpecFaultTests {
    private static func spec(_ change: (inout ServiceSpec) -> Void) -> ServiceSpec {
        var spec = ServiceSpec(
            name: "shop", version: "1", runtime: .exec, launch: .init(command: ["run"], env: [:]),
            listen: [.init(name: "http", port: 8080)], webapps: [], health: [.init(http: "/")], start: .init(),
            stop: .init(), switch: .init(), restart: .init(), keep: 5, order: 10)
        change(&spec)
        return spec
    }

    @Test func whatAnybodyMayHaveIsNoFault() {
        let spec = Self.spec {
            $0.limits = .init(memory: 1 << 50, cpu: 1_000_000, nofile: 1 << 30)
            $0.jvm = .init(heap: "2g")
            $0.health[0].status = 599
            $0.order = 0
        }
        #expect(spec.fault == nil)
    }

    @Test func numbersBeyondAllUseAreFaults() {
        let changes: [(inout ServiceSpec) -> Void] = [
            { $0.limits.memory = 9_223_372_036_854_775_000 }, { $0.limits.memory = 0 }, { $0.limits.memory = .min },
            { $0.limits.cpu = .max }, { $0.limits.cpu = 0 }, { $0.limits.nofile = -9 }, { $0.limits.nofile = .max },
            { $0.jvm = .init(heap: "9223372036854775807") }, { $0.jvm = .init(heap: "2g -version") },
            { $0.health[0].status = -1 }, { $0.health[0].status = 600 }, { $0.health[0].failures = .max },
            { $0.order = .min }, { $0.order = .max }, { $0.keep = .max }, { $0.restart.budget = .max },
            { $0.listen[0].port = 70_000 }, { $0.listen[0].port = 0 }, { $0.listen[0].port = -1 },
            { $0.stop.deadline = .init(milliseconds: .max) }, { $0.start.deadline = .init(milliseconds: .min) },
        ]
        for (index, change) in changes.enumerated() {
            #expect(Self.spec(change).fault != nil, "change \(index)")
        }
    }
}
