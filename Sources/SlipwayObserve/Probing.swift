package import SlipwayModel
package import SlipwaySystem

/// What one probe found.
package struct ProbeResult: Codable, Hashable, Sendable {
    /// `noData`: it cannot tell, neither well nor ill; the check's `silence` says what that counts as.
    package enum Verdict: String, Codable, Sendable {
        case pass, fail
        case noData = "no data"
    }
    package var verdict: Verdict
    /// In words: `200 in 12 ms`, `answered 503, wanted 200`, `heap 98 % after collection`.
    package var detail: String
    /// Milliseconds it took.
    package var took: Int64

    /// Bytes of a detail, which may quote what an app says.
    private static let longestDetail = 497

    package init(verdict: Verdict, detail: String, took: Int64) {
        self.verdict = verdict
        self.detail = PrintedLine.cut(detail, to: Self.longestDetail)
        self.took = took
    }
}

/// Where the checks of one process are asked.
package struct ProbeTarget: Sendable {
    /// The process judged; nil while none is known.
    package var process: ProcessIdentity?
    /// The generation that it is of; nil while none is known.
    package var generation: Int?
    /// No other generation of the app has a process just now, so that what is printed is of this one.
    package var isAlone: @Sendable () -> Bool = { true }
    /// The ports that clients use, by the listener's name, the first listener's first.
    package var ports: [ServiceSpec.Listener]
    /// The port of a program that admits nobody yet, on 127.0.0.1 and in plain HTTP; it takes the place of every other.
    package var privatePort: Int?
    /// The secret of the private port.
    package var token: String?
    /// The folder of the release, and what a program of it is started with.
    package var release: String
    package var environment: [String: String]
    /// Who such a program runs as; nil is this process's own user.
    package var user: HostUser?
    /// The folder that heartbeats lie in.
    package var shared: String
    /// The file of what the program prints.
    package var log: String

    package init(
        process: ProcessIdentity? = nil, ports: [ServiceSpec.Listener], privatePort: Int? = nil, token: String? = nil,
        release: String, environment: [String: String], shared: String, log: String
    ) {
        self.process = process
        self.ports = ports
        self.privatePort = privatePort
        self.token = token
        self.release = release
        self.environment = environment
        self.shared = shared
        self.log = log
    }
}

/// Asks one check of one process again and again, and remembers what it must between two asks; one ask at a time.
package protocol Probe: AnyObject, Sendable {
    /// Returns within the check's timeout. `suspicious`: another check of the process has failed just now.
    func ask(suspicious: Bool) -> ProbeResult
}

/// Makes the probe of a check of any kind.
package enum Probing {
    package static func probe(_ check: HealthCheck, _ target: ProbeTarget) -> any Probe {
        switch check.kind {
        case .http: HTTPProbe(check, target)
        case .tcp: TCPProbe(check, target)
        case .exec, nil: ExecProbe(check, target)
        case .heartbeat: HeartbeatProbe(check, target)
        case .jvm: JVMProbe(check, target)
        case .log: LogProbe(check, target)
        }
    }
}
