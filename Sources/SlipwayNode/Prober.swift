import SlipwayModel
import SlipwayObserve
import SlipwaySystem

/// Asks the health checks of one generation, at its private port or at the one that clients use.
struct Prober {
    let service: ServiceSpec
    /// nil: the service listens nowhere.
    let port: Int?
    /// The secret of a private port.
    let token: String?
    private let release: String
    private let environment: [String: String]

    /// At the port that clients use.
    init(_ app: AppLayout, _ generation: Int, _ service: ServiceSpec) {
        self.init(app, generation, service, port: service.listen.first?.port, token: nil)
    }

    init(_ app: AppLayout, _ generation: Int, _ service: ServiceSpec, port: Int?, token: String?) {
        self.service = service
        self.port = port
        self.token = token
        let link = app.slotLayout(generation).release
        release = (try? Files.real(link)) ?? link
        var environment = [
            "PATH": "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin", "LANG": "C.UTF-8",
            "SLIPWAY_APP": app.name, "SLIPWAY_GENERATION": "\(generation)", "SLIPWAY_VERSION": service.version,
            "SLIPWAY_RELEASE": release, "SLIPWAY_SHARED": app.shared,
        ]
        if let port { environment["SLIPWAY_PORT"] = "\(port)" }
        for listener in service.listen {
            environment["SLIPWAY_LISTEN_" + Self.variable(listener.name)] = "\(listener.port)"
        }
        self.environment = environment
    }

    func ask(_ check: HealthCheck) -> ProbeResult {
        Probing.ask(check: check, port: port, token: token, release: release, environment: environment)
    }

    /// The name of a listener as a shell can write it: `HTTP`, `ADMIN_UI`.
    private static func variable(_ name: String) -> String {
        String(name.uppercased().map { $0.isASCII && ($0.isLetter || $0.isNumber) ? $0 : "_" })
    }
}
