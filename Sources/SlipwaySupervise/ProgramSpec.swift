package import SlipwayModel

/// What a wrapper reads of a release's `ServiceSpec`: how its program is started and ended.
package struct ProgramSpec: Hashable, Sendable {
    package var name: String
    package var version: String
    package var launch: ServiceSpec.Launch
    package var sockets: ServiceSpec.Sockets
    package var jvm: ServiceSpec.JVM?
    package var warmStart: ServiceSpec.WarmStart?
    package var listen: [ServiceSpec.Listener]
    package var nodeFiles: [String]
    package var shared: [String]
    package var limits: ServiceSpec.Limits
    /// With `whenFull` settled.
    package var logs: ServiceSpec.Logs
    package var preStart: String?
    package var secrets: [String]
    /// The paths that are asked on the private port: those of checks and of the warm-up.
    package var probes: [String]
    /// What is asked before the first client, with queries.
    package var warmUp: [String]
    /// How long all of that may take: a part of the time that a start has.
    package var warmUpLimit: TimeSpan
    /// From SIGTERM to SIGKILL.
    package var stopDeadline: TimeSpan

    /// Reads `service.json`. Throws `SuperviseError`.
    package init(_ json: JSONValue) throws {
        name = try json.text("name")
        version = try json.text("version")
        let launch = try json.member("launch")
        self.launch = ServiceSpec.Launch(
            command: try launch.textList("command"), env: try launch.texts("env"), folder: try launch.text("folder"))
        sockets = try WireFormat.named(json, "sockets")
        jvm = try json.optional("jvm").map {
            ServiceSpec.JVM(
                heap: try $0.optionalText("heap"), options: try $0.textList("options"),
                fastStart: try $0.optionalFlag("fastStart"))
        }
        warmStart = try json.optional("warmStart").map {
            ServiceSpec.WarmStart(
                command: try $0.textList("command"), classList: try $0.optionalText("classList"),
                archive: try $0.optionalText("archive").flatMap { Digest($0) })
        }
        listen = try json.list("listen").map(WireFormat.listener)
        nodeFiles = try json.textList("nodeFiles")
        shared = try json.textList("shared")
        let limits = try json.member("limits")
        self.limits = ServiceSpec.Limits(
            memory: try limits.optionalNumber("memory"), cpu: try limits.optionalNumber("cpu"),
            nofile: try limits.optionalNumber("nofile"), processes: try limits.optionalNumber("processes"),
            oomScore: try limits.optionalNumber("oomScore"))
        logs = try Self.logs(json)
        preStart = try json.member("hooks").optionalText("preStart")
        secrets = try json.textList("secrets")
        let asked = try json.list("health").compactMap { try $0.optionalText("http") }
        warmUp = try json.member("start").textList("warmUp")
        let deadline = try json.member("start").span("deadline").milliseconds
        warmUpLimit = .milliseconds(min(60_000, deadline / 4))
        probes = Self.paths(asked + warmUp)
        stopDeadline = try json.member("stop").span("deadline")
    }

    /// Without their queries, each once.
    private static func paths(_ asked: [String]) -> [String] {
        var paths: [String] = []
        for path in asked.map({ String($0.prefix { $0 != "?" }) }) where !paths.contains(path) { paths.append(path) }
        return paths
    }

    /// A Java VM bears an output that is full; other programs end over it.
    private static func logs(_ json: JSONValue) throws -> ServiceSpec.Logs {
        var logs = ServiceSpec.Logs()
        if let given = json.optional("logs") {
            logs.size = try given.number("size")
            logs.age = try given.span("age")
            logs.keep = try given.number("keep")
            logs.whenFull = try given.optional("whenFull").map { _ in try WireFormat.named(given, "whenFull") }
        }
        let runtime: ServiceSpec.Runtime = try WireFormat.named(json, "runtime")
        if logs.whenFull == nil { logs.whenFull = runtime == .exec ? .wait : .drop }
        return logs
    }
}
