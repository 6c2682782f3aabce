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
    /// nil is `ignore` for `heartbeat`, `jvm` and `log`, else `fail`.
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
    package var kind: Kind? { kinds.first }

    /// Everything it asks; a right one asks one thing.
    package var kinds: [Kind] {
        let asked: [(Kind, Bool)] = [
            (.http, http != nil), (.tcp, tcp != nil), (.exec, exec != nil), (.heartbeat, heartbeat != nil),
            (.jvm, jvm != nil), (.log, log != nil),
        ]
        return asked.filter(\.1).map(\.0)
    }

    /// What silence counts as, where nothing is said.
    package var silence: Silence {
        if let noData { return noData }
        return switch kind {
        case .heartbeat, .jvm, .log: .ignore
        case .http, .tcp, .exec, nil: .fail
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

extension HealthCheck {
    /// The checks of every Java VM, for a release whose recipe has no `jvm` and no `log` check.
    package static var usualOfJava: [HealthCheck] {
        var deadlock = HealthCheck(failures: 1)
        deadlock.jvm = .deadlock
        var heap = HealthCheck(failures: usualFailures(.heap))
        heap.jvm = .heap
        heap.above = usualBound(.heap)
        var memory = HealthCheck(failures: 1)
        memory.log = "java.lang.OutOfMemoryError"
        return [deadlock, heap, memory]
    }

    /// What is well where a check does not say it; nil for a sign that must be given one, or that has none.
    package static func usualBound(_ sign: JVMSign) -> Int? {
        switch sign {
        case .heap: 95
        case .gc: 90
        case .threads, .classes, .deadlock: nil
        }
    }

    /// With a check every ten seconds, a minute of a heap that stays full.
    package static func usualFailures(_ sign: JVMSign) -> Int {
        switch sign {
        case .heap, .gc: 6
        case .threads, .classes: 3
        case .deadlock: 1
        }
    }

    /// The bounds of `above`; nil for a sign that has none.
    package static func bounds(_ sign: JVMSign) -> ClosedRange<Int>? {
        switch sign {
        case .heap, .gc: 1...100
        case .threads: 1...1_000_000
        case .classes: 1...100_000_000
        case .deadlock: nil
        }
    }
}
