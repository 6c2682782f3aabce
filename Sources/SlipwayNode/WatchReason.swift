package import SlipwayModel

/// Why a process is ended: one word for the incident's folder, and a sentence for people.
package struct Condemnation: Hashable, Sendable {
    package var cause: String
    package var reason: String
    package init(cause: String, reason: String) {
        self.cause = cause
        self.reason = reason
    }
}

/// Says in words what a check that has failed often enough amounts to.
package enum WatchReason {
    /// `seconds` since the first failure of the row.
    package static func of(_ check: HealthCheck, _ detail: String, seconds: Int64) -> Condemnation {
        Condemnation(cause: cause(check, detail), reason: reason(check, detail, seconds))
    }

    private static func reason(_ check: HealthCheck, _ detail: String, _ seconds: Int64) -> String {
        switch check.kind {
        case .jvm:
            let lasts = check.jvm != .deadlock && seconds > 0
            return detail + (lasts ? " for \(seconds) s" : "")
        case .log: return "\(check.title): \(detail)"
        case .http, .tcp, .exec, .heartbeat, nil:
            let row = check.failures > 1 ? ", \(check.failures) times in a row" : ""
            return "\(check.title) \(detail)\(row)"
        }
    }

    private static func cause(_ check: HealthCheck, _ detail: String) -> String {
        switch check.kind {
        case .http: ["no answer", "no whole answer"].contains(where: detail.hasPrefix) ? "hang" : "http"
        case .tcp: "tcp"
        case .exec, nil: "exec"
        case .heartbeat: "heartbeat"
        case .jvm: check.jvm?.rawValue ?? "jvm"
        case .log: hasWord("OutOfMemoryError", check.log ?? "") ? "out-of-memory-error" : "log"
        }
    }

    private static func hasWord(_ word: String, _ text: String) -> Bool {
        var rest = text[...]
        while !rest.isEmpty {
            if rest.hasPrefix(word) { return true }
            rest = rest.dropFirst()
        }
        return false
    }
}
