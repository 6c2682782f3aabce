import SlipwayModel
import SlipwayObserve
import SlipwaySystem

/// Asks the health checks of one generation, at its private port or at the one that clients use.
struct Prober {
    let service: ServiceSpec
    private let target: ProbeTarget
    private let probes: [HealthCheck: any Probe]

    /// At the ports that clients use.
    init(_ app: AppLayout, _ generation: Int, _ service: ServiceSpec, _ process: ProcessIdentity?) {
        self.init(app, generation, service, process, privatePort: nil, token: nil)
    }

    init(
        _ app: AppLayout, _ generation: Int, _ service: ServiceSpec, _ process: ProcessIdentity?, privatePort: Int?,
        token: String?
    ) {
        self.service = service
        let port = privatePort ?? service.listen.first?.port
        let link = app.slotLayout(generation).release
        let release = (try? Files.real(link)) ?? link
        var environment = [
            "PATH": "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin", "LANG": "C.UTF-8",
            "SLIPWAY_APP": app.name, "SLIPWAY_GENERATION": "\(generation)", "SLIPWAY_VERSION": service.version,
            "SLIPWAY_RELEASE": release, "SLIPWAY_SHARED": app.shared,
        ]
        if let port { environment["SLIPWAY_PORT"] = "\(port)" }
        for listener in service.listen {
            environment["SLIPWAY_LISTEN_" + Self.variable(listener.name)] = "\(listener.port)"
        }
        var target = ProbeTarget(
            process: process, ports: service.listen, privatePort: privatePort, token: token, release: release,
            environment: environment, shared: app.shared, log: app.log)
        target.user = HostUser.ofApp(app.name)
        target.generation = generation
        target.isAlone = { Self.isAlone(app, generation) }
        self.target = target
        probes = Dictionary(
            service.health.map { ($0, Probing.probe($0, target)) }, uniquingKeysWith: { first, _ in first })
    }

    func ask(_ check: HealthCheck, suspicious: Bool = false) -> ProbeResult {
        (probes[check] ?? Probing.probe(check, target)).ask(suspicious: suspicious)
    }

    /// False as well while nobody can tell.
    private static func isAlone(_ app: AppLayout, _ generation: Int) -> Bool {
        guard let status = StoredStatus.last(app) else { return false }
        guard status.bootId == ProcessTable.bootId() else { return true }
        return !status.slots.contains { slot in
            guard slot.generation != generation, let process = slot.process else { return false }
            return ProcessTable.identity(of: process.pid) == process
        }
    }

    /// The name of a listener as a shell can write it: `HTTP`, `ADMIN_UI`.
    private static func variable(_ name: String) -> String {
        String(name.uppercased().map { $0.isASCII && ($0.isLetter || $0.isNumber) ? $0 : "_" })
    }
}
