import SlipwayModel
import SlipwayObserve

/// One ask of one check, as the tests here want it.
enum AskedOnce {
    static func result(
        _ check: HealthCheck, port: Int? = nil, release: String = "/", environment: [String: String] = [:]
    ) -> ProbeResult {
        let ports = port.map { [ServiceSpec.Listener(name: "http", port: $0)] } ?? []
        let target = ProbeTarget(
            ports: ports, release: release, environment: environment, shared: release, log: release + "/log")
        return Probing.probe(check, target).ask(suspicious: false)
    }
}
