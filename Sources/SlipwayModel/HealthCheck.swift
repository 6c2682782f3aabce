/// One health check of a service, as the recipe's `health:` list writes it: it asks exactly one thing.
package struct HealthCheck: Codable, Hashable, Sendable {
    package enum Reaction: String, Codable, Sendable { case restart, alert }
    /// What a check that cannot tell counts as.
    package enum Silence: String, Codable, Sendable { case fail, ignore }
    /// A sign of life of the Java VM, from its own counters or a thread dump.
    package enum JVMSign: String, Codable, Sendable, CaseIterable { case heap, gc, threads, classes, deadlock }
    /// What a check asks.
    package enum Kind: String, Sendable { case http, tcp, exec, heartbeat, jvm, log }

    /// The path asked; nil for a check of another kind.
    package var http: String?
    /// It is asked over TLS; nil is no.
    package var tls: Bool?
    /// The name of the listener asked; nil is the first.
    package var listen: String?
    /// The name sent as `Host` and, over TLS, as the server's name; nil is `localhost` and the port.
    package var host: String?
    /// Headers the answer must carry, each with a text that its value must contain.
    package var header: [String: String]?
    /// A POSIX extended regular expression that the answer's body must match.
    package var matches: String?
    /// The name of a listener that must accept a connection.
    package var tcp: String?
    /// A program of the release with its arguments; well when it exits with 0.
    package var exec: [String]?
    /// A file below the app's shared folder that the program must touch again and again.
    package var heartbeat: String?
    /// The longest time between two beats; nil is a minute.
    package var within: TimeSpan?
    package var jvm: JVMSign?
    /// The highest value that is well: percent for `heap` and `gc`, else a number.
    package var above: Int?
    /// A text that must not come up in what the program prints.
    package var log: String?
    /// nil is `ignore` for `jvm` and `log`, else `fail`.
    package var noData: Silence?
    package var status: Int
    package var contains: String?
    package var every: TimeSpan
    package var timeout: TimeSpan
    /// Failures in a row that condemn.
    package var failures: Int
    package var then: Reaction

    package init(
        http: String? = nil, exec: [String]? = nil, status: Int = 200, contains: String? = nil,
        every: TimeSpan = .seconds(10), timeout: TimeSpan = .seconds(2), failures: Int = 3, then: Reaction = .restart
    ) {
        self.http = http
        self.exec = exec
        self.status = status
        self.contains = contains
        self.every = every
        self.timeout = timeout
        self.failures = failures
        self.then = then
    }

    /// nil when it asks nothing.
    package var kind: Kind? {
        if http != nil { return .http }
        if tcp != nil { return .tcp }
        if exec != nil { return .exec }
        if heartbeat != nil { return .heartbeat }
        if jvm != nil { return .jvm }
        return log == nil ? nil : .log
    }

    /// What silence counts as, where nothing is said.
    package var silence: Silence {
        if let noData { return noData }
        return switch kind {
        case .jvm, .log: .ignore
        case .http, .tcp, .exec, .heartbeat, nil: .fail
        }
    }

    /// A program that admits nobody yet can be asked it.
    package var isForGate: Bool {
        switch kind {
        case .http, .tcp, .exec: true
        case .heartbeat, .jvm, .log, nil: false
        }
    }

    /// What people call it: `http /health`, `https /health`, `tcp http`, `exec bin/check`, `heartbeat beat`,
    /// `jvm heap`, `log OutOfMemoryError`.
    package var title: String {
        switch kind {
        case .http: (tls == true ? "https " : "http ") + (http ?? "/")
        case .tcp: "tcp \(tcp ?? "")"
        case .exec, nil: "exec " + (exec ?? []).joined(separator: " ")
        case .heartbeat: "heartbeat \(heartbeat ?? "")"
        case .jvm: "jvm \(jvm?.rawValue ?? "")"
        case .log: "log \(log ?? "")"
        }
    }
}
