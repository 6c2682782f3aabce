package import SlipwayModel

/// Decides what may be set for an app on a node: properties, `listen.NAME`, `jvm.heap` and `jvm.options`, `env.NAME`,
/// `limits.memory|cpu|nofile`, `warm-start`, where the members of a session cluster are found, and of the health checks `every`,
/// `timeout` and `failures`, of all or of the Nth.
package enum NodeSettings {
    /// The recipe's own sections, which only a build can change.
    private static let sections: Set<String> = [
        "name", "version", "runtime", "images", "webapps", "templates", "properties", "cluster", "shared", "start",
        "stop", "switch", "restart", "keep", "order", "steps", "hooks", "exec", "files",
    ]

    /// `properties`: the release's own defaults by web app; `command` makes a command line of this node.
    package static func check(
        _ overrides: [String: String], _ spec: ServiceSpec, _ properties: [String: [String: String]],
        command: (String) -> String
    ) throws {
        for (key, value) in overrides.sorted(by: { $0.key < $1.key }) {
            try check(key, value, spec)
            let isVariable = key.hasPrefix("env.")
            let released =
                isVariable
                ? [spec.launch.env[String(key.dropFirst(4))]].compactMap(\.self)
                : properties.values.compactMap { $0[key] }
            if isVariable || ConfigurationLines.isProperty(key) { try checkSecret(key, value, released, command) }
        }
    }

    /// What can be told of them before the release is known.
    package static func checkAlone(_ overrides: [String: String]) throws {
        for (key, value) in overrides.sorted(by: { $0.key < $1.key }) { try check(key, value, nil) }
    }

    /// What each value may be right about alone and wrong about together; `service` has all of them.
    package static func checkTogether(_ service: ServiceSpec) throws {
        var names: [Int: String] = [:]
        for listener in service.listen {
            if let other = names.updateValue(listener.name, forKey: listener.port) {
                throw Refusal(
                    .badInput, "listen.\(other) and listen.\(listener.name) would both be \(listener.port)",
                    hint: "give each listener a port of its own")
            }
        }
    }

    private static func check(_ key: String, _ value: String, _ spec: ServiceSpec?) throws {
        let first = key.prefix { $0 != "." }
        let rest = String(key.dropFirst(first.count + 1))
        switch first {
        case "listen": try checkPort(rest, value, spec)
        case "jvm": try checkMachine(rest, value, spec)
        case "env": try checkVariable(key, rest, value)
        case NodeSwitches.warmStartKey[...]: try checkWarmStart(key, value)
        case "limits": try checkLimit(rest, value)
        case "health": try checkHealth(rest.split(separator: ".", omittingEmptySubsequences: false), value, spec)
        case "cluster" where ClusterSettings.known[key] != nil: try ClusterSettings.check(key, value, spec)
        default: try checkProperty(key, String(first), value)
        }
    }

    private static func checkPort(_ name: String, _ value: String, _ spec: ServiceSpec?) throws {
        if let spec, !spec.listen.contains(where: { $0.name == name }) {
            let names = spec.listen.map { "listen.\($0.name)" }
            throw Refusal(
                .badInput, "\(spec.name) has no listener \(name)",
                hint: names.isEmpty ? "it listens nowhere" : "it has " + names.joined(separator: ", "))
        }
        guard let port = number(value), (1...65535).contains(port) else {
            throw Refusal(.badInput, "listen.\(name)=\(value) is no port", hint: "give a number from 1 to 65535")
        }
    }

    private static func checkMachine(_ name: String, _ value: String, _ spec: ServiceSpec?) throws {
        if let spec, spec.jvm == nil {
            throw Refusal(
                .badInput, "\(spec.name) runs no JVM, so jvm.\(name) means nothing to it",
                hint: "set what its program reads: a property or env.NAME")
        }
        switch name {
        case "heap":
            // Java takes 2 MiB at least, and no bare number here, for people mean megabytes by it.
            guard let bytes = ByteSize.bytes(value), value.last?.isNumber == false, bytes >= 2 << 20 else {
                throw Refusal(.badInput, "jvm.heap=\(value) is no size of a heap", hint: "write it like 512m or 2g")
            }
        case "options":
            for option in ServiceSpec.words(value) where !option.hasPrefix("-") {
                throw Refusal(
                    .badInput, "jvm.options: \(option) is no option of a JVM",
                    hint: "options begin with - and are separated by blanks")
            }
            for option in ServiceSpec.words(value) where option.hasPrefix("-Xmx") {
                throw Refusal(.badInput, "jvm.options has \(option) beside jvm.heap", hint: "set jvm.heap instead")
            }
        default:
            throw Refusal(
                .badInput, "jvm.\(name) cannot be set on a node", hint: "of the JVM, jvm.heap and jvm.options can")
        }
    }

    private static func checkVariable(_ key: String, _ name: String, _ value: String) throws {
        let isName =
            name.first?.isNumber == false
            && name.allSatisfy { $0.isASCII && ($0.isLetter || $0.isNumber || $0 == "_") }
        guard isName else {
            throw Refusal(.badInput, "\(key) names no environment variable", hint: "write it like env.TZ=UTC")
        }
        if value.contains("\0") { throw Refusal(.badInput, "\(key) has a zero byte in its value") }
    }

    private static func checkLimit(_ name: String, _ value: String) throws {
        let isFine: Bool
        let hint: String
        switch name {
        case "memory":
            (isFine, hint) = (ByteSize.bytes(value).map { $0 >= 1 << 20 } ?? false, "write it like 512m or 1g")
        case "cpu":
            (isFine, hint) = (ServiceSpec.percent(value) != nil, "write it like 50% or 200%, which is two processors")
        case "nofile":
            (isFine, hint) = (
                number(value).map { (16...1_048_576).contains($0) } ?? false, "give a number from 16 to 1048576"
            )
        case "processes":
            (isFine, hint) = (
                number(value).map { (1...4_194_304).contains($0) } ?? false, "give a number from 1 to 4194304"
            )
        case "oom-score":
            (isFine, hint) = (number(value).map { (0...1000).contains($0) } ?? false, "give a number from 0 to 1000")
        default:
            throw Refusal(
                .badInput, "there is no limit \(name)",
                hint: "there are limits.memory, limits.cpu, limits.nofile, limits.processes and limits.oom-score")
        }
        if !isFine { throw Refusal(.badInput, "limits.\(name)=\(value) is no such limit", hint: hint) }
    }

    private static func checkHealth(_ path: [Substring], _ value: String, _ spec: ServiceSpec?) throws {
        let key = "health." + path.joined(separator: ".")
        let names = ["every", "timeout", "failures"]
        guard let name = path.last.map(String.init), names.contains(name), path.count < 3 else {
            throw Refusal(
                .badInput, "\(key) cannot be set on a node",
                hint: "of health checks, " + names.map { "health.\($0)" }.joined(separator: ", ")
                    + " can, and health.2.every for the second")
        }
        if path.count == 2 {
            let index = number(String(path[0]))
            if let spec, !(1...max(1, spec.health.count)).contains(index ?? 0) || spec.health.isEmpty {
                throw Refusal(
                    .badInput, "\(spec.name) has no health check \(path[0])", hint: "it has \(spec.health.count)")
            }
            if index == nil { throw Refusal(.badInput, "\(key): \(path[0]) is no number of a health check") }
        } else if let spec, spec.health.isEmpty {
            throw Refusal(.badInput, "\(spec.name) has no health check", hint: "write one in its recipe")
        }
        if name == "failures" {
            guard let count = number(value), (1...100).contains(count) else {
                throw Refusal(.badInput, "\(key)=\(value) is no count of failures", hint: "give a number from 1 to 100")
            }
            return
        }
        guard let span = TimeSpan(value), span >= .milliseconds(100), span <= .seconds(86_400) else {
            throw Refusal(
                .badInput, "\(key)=\(value) is no time between two looks", hint: "write it like 500ms, 10s or 5m")
        }
    }

    private static func checkWarmStart(_ key: String, _ value: String) throws {
        if key != NodeSwitches.warmStartKey {
            throw Refusal(
                .badInput, "\(key) belongs to the recipe and cannot be set on a node",
                hint: "switch all of it off here: \(NodeSwitches.warmStartKey)=off")
        }
        if value != "on" && value != "off" {
            throw Refusal(.badInput, "\(key)=\(value) is neither on nor off", hint: "write \(key)=off")
        }
    }

    private static func checkProperty(_ key: String, _ first: String, _ value: String) throws {
        if sections.contains(first) {
            throw Refusal(
                .badInput, "\(key) belongs to the recipe and cannot be set on a node",
                hint: "build a release with it: slipway build RECIPE --set \(key)=\(value)")
        }
        if key.isEmpty || key.contains(where: { $0.isWhitespace || $0 == "=" }) {
            throw Refusal(.badInput, "“\(key)” cannot be the name of a property", hint: "write it like greeting=Hello")
        }
    }

    /// What the release keeps secret stays so: plain text would lie in every generation, diff and history.
    private static func checkSecret(
        _ key: String, _ value: String, _ released: [String], _ command: (String) -> String
    ) throws {
        let names = released.flatMap { SecretMask.secrets(in: $0) }.sorted()
        guard let name = names.first, SecretMask.secrets(in: value).isEmpty else { return }
        throw Refusal(
            .badInput, "\(key) is a secret and cannot be set to plain text", hint: command("secret set \(name)"))
    }

    private static func number(_ text: String) -> Int? {
        text.allSatisfy { $0.isASCII && $0.isNumber } ? Int(text) : nil
    }
}
