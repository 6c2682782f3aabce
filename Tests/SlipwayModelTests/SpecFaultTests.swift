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
            $0.runtime = .java
            $0.shared = ["state"]
            $0.logs = .init()
            $0.incidents = .init()
            $0.health[0].header = ["X-Ready": "yes"]
            $0.health[0].matches = String(repeating: "a", count: 1000)
            $0.health[0].host = "shop.example.org:8443"
            $0.health[0].listen = "http"
            $0.health += HealthCheck.usualOfJava
            $0.health.append(Self.check { $0.heartbeat = "state/app/beat" })
            $0.health.append(Self.check { $0.tcp = "http" })
        }
        #expect(spec.fault == nil)
    }

    static func check(_ change: (inout HealthCheck) -> Void) -> HealthCheck {
        var check = HealthCheck()
        change(&check)
        return check
    }

    @Test func aCheckFromOutsideIsBounded() {
        let changes: [(inout HealthCheck) -> Void] = [
            { _ in }, { ($0.http, $0.tcp) = ("/", "http") }, { $0.http = "health" }, { $0.http = "/a b" },
            { $0.http = "/a\r\nX: y" }, { $0.http = "/" + String(repeating: "a", count: 3000) },
            { ($0.http, $0.host) = ("/", "a\r\nb") }, { ($0.http, $0.host) = ("/", "") },
            { ($0.http, $0.host) = ("/", "a:b:c") }, { ($0.http, $0.host) = ("/", "a:0") },
            { ($0.http, $0.listen) = ("/", "other") }, { $0.tcp = "other" },
            { ($0.http, $0.matches) = ("/", String(repeating: "a", count: 1001)) },
            { ($0.http, $0.contains) = ("/", String(repeating: "a", count: 1001)) },
            { ($0.http, $0.contains) = ("/", "") }, { ($0.http, $0.header) = ("/", ["a b": "c"]) },
            { ($0.http, $0.header) = ("/", ["a": ""]) },
            { ($0.http, $0.header) = ("/", Dictionary(uniqueKeysWithValues: (0..<17).map { ("h\($0)", "x") })) },
            { $0.exec = [] }, { $0.exec = ["/bin/sh"] }, { $0.exec = ["../../bin/sh"] },
            { $0.heartbeat = "beat" }, { $0.heartbeat = "/state/beat" }, { $0.heartbeat = "state/../../beat" },
            { $0.heartbeat = "other/beat" }, { $0.heartbeat = "state//beat" }, { $0.heartbeat = "state/" },
            { ($0.heartbeat, $0.within) = ("state/beat", .milliseconds(-1)) },
            { ($0.heartbeat, $0.within) = ("state/beat", .seconds(90_000)) },
            { ($0.jvm, $0.above) = (.heap, 101) }, { ($0.jvm, $0.above) = (.gc, 0) }, { $0.jvm = .threads },
            { ($0.jvm, $0.above) = (.classes, .min) }, { ($0.jvm, $0.above) = (.deadlock, 1) }, { $0.log = "" },
            { $0.log = String(repeating: "x", count: 1001) }, { ($0.log, $0.failures) = ("x", 0) },
        ]
        for (index, change) in changes.enumerated() {
            let spec = Self.spec {
                $0.runtime = .java
                $0.shared = ["state"]
                $0.health = [Self.check(change)]
            }
            #expect(spec.fault != nil, "change \(index)")
        }
        #expect(
            Self.spec { $0.health = HealthCheck.usualOfJava }.fault
                == "a health check asks a Java VM, and there is none")
        #expect(Self.spec { $0.health = Array(repeating: HealthCheck(http: "/"), count: 33) }.fault != nil)
    }

    @Test func numbersBeyondAllUseAreFaults() {
        let changes: [(inout ServiceSpec) -> Void] = [
            { $0.limits.memory = 9_223_372_036_854_775_000 }, { $0.limits.memory = 0 }, { $0.limits.memory = .min },
            { $0.limits.cpu = .max }, { $0.limits.cpu = 0 }, { $0.limits.nofile = -9 }, { $0.limits.nofile = .max },
            { $0.jvm = .init(heap: "9223372036854775807") }, { $0.jvm = .init(heap: "2g -version") },
            { $0.health[0].status = -1 }, { $0.health[0].status = 600 }, { $0.health[0].failures = .max },
            { $0.order = .min }, { $0.order = .max }, { $0.keep = .max }, { $0.restart.budget = .max },
            { $0.limits.processes = 0 }, { $0.limits.processes = .max }, { $0.limits.oomScore = -1 },
            { $0.limits.oomScore = 1001 }, { $0.logs = .init(size: 1) }, { $0.logs = .init(size: .max) },
            { $0.logs = .init(age: .milliseconds(1)) }, { $0.logs = .init(age: .init(milliseconds: .max)) },
            { $0.logs = .init(keep: -1) }, { $0.logs = .init(keep: .max) }, { $0.incidents = .init(keep: 0) },
            { $0.incidents = .init(keep: .max) }, { $0.incidents = .init(size: 0) },
            { $0.incidents = .init(size: .max) },
            { $0.start.warmUp = ["/a\r\nb"] },
            { $0.listen[0].port = 70_000 }, { $0.listen[0].port = 0 }, { $0.listen[0].port = -1 },
            { $0.stop.deadline = .init(milliseconds: .max) }, { $0.start.deadline = .init(milliseconds: .min) },
        ]
        for (index, change) in changes.enumerated() {
            #expect(Self.spec(change).fault != nil, "change \(index)")
        }
    }
}
