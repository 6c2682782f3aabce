import SlipwayModel

/// Turns one item of `health` into a check and fills in the defaults of its kind.
enum CheckReader {
    static func check(_ item: CheckedValue) -> HealthCheck {
        var check = HealthCheck(
            http: (item["http"] ?? item["https"])?.text, exec: item["exec"]?.items.compactMap(\.text))
        check.tls = item["https"] == nil ? nil : true
        check.tcp = item["tcp"]?.text
        check.heartbeat = item["heartbeat"]?.text
        check.jvm = item["jvm"]?.text.flatMap(HealthCheck.JVMSign.init(rawValue:))
        check.log = item["log"]?.text
        check.status = item["status"]?.number ?? check.status
        check.contains = item["contains"]?.text
        check.matches = item["matches"]?.text
        check.header = item["header"]?.texts
        check.host = item["host"]?.text
        check.listen = item["listen"]?.text
        check.within = item["within"]?.span
        check.above =
            item["above"]?.text.flatMap { TextRule.bound($0)?.value } ?? check.jvm.flatMap(HealthCheck.usualBound)
        check.noData = item["no-data"]?.text.flatMap(HealthCheck.Silence.init(rawValue:))
        check.every = item["every"]?.span ?? check.every
        check.timeout = item["timeout"]?.span ?? check.timeout
        check.failures = item["failures"]?.number ?? usualFailures(check)
        check.then = item["then"]?.text.flatMap(HealthCheck.Reaction.init(rawValue:)) ?? check.then
        return check
    }

    private static func usualFailures(_ check: HealthCheck) -> Int {
        switch check.kind {
        case .heartbeat, .log: 1
        case .jvm: check.jvm.map(HealthCheck.usualFailures) ?? check.failures
        case .http, .tcp, .exec, nil: check.failures
        }
    }
}
