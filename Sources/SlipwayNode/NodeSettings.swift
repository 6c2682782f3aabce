package import SlipwayModel

/// Decides what `deploy --set` may override on a node: `listen.NAME`, `jvm.heap`, `env.NAME` and properties.
package enum NodeSettings {
    /// The recipe's own sections, which only a build can change.
    private static let sections: Set<String> = [
        "name", "version", "runtime", "images", "webapps", "templates", "properties", "cluster", "shared", "health",
        "start", "stop", "switch", "restart", "limits", "keep", "order", "steps", "hooks", "exec", "files",
    ]

    package static func check(_ overrides: [String: String], for spec: ServiceSpec) throws {
        for (key, value) in overrides.sorted(by: { $0.key < $1.key }) { try check(key, value, spec) }
    }

    private static func check(_ key: String, _ value: String, _ spec: ServiceSpec) throws {
        let first = key.prefix { $0 != "." }
        let rest = String(key.dropFirst(first.count + 1))
        switch first {
        case "listen": try checkPort(rest, value, spec)
        case "jvm":
            guard rest == "heap" else {
                throw Refusal(.badInput, "\(key) cannot be set on a node", hint: "of the JVM only jvm.heap can")
            }
            guard isSize(value) else {
                throw Refusal(.badInput, "\(key)=\(value) is no size", hint: "write it like 512m or 2g")
            }
        case "env":
            guard !rest.isEmpty, rest.allSatisfy({ $0.isASCII && ($0.isLetter || $0.isNumber || $0 == "_") }) else {
                throw Refusal(.badInput, "\(key) names no environment variable", hint: "write it like env.TZ=UTC")
            }
        default:
            if sections.contains(String(first)) {
                throw Refusal(
                    .badInput, "\(key) belongs to the recipe and cannot be set on a node",
                    hint: "build a release with it: slipway build RECIPE --set \(key)=\(value)")
            }
        }
    }

    private static func checkPort(_ name: String, _ value: String, _ spec: ServiceSpec) throws {
        guard spec.listen.contains(where: { $0.name == name }) else {
            throw Refusal(
                .badInput, "\(spec.name) has no listener \(name)",
                hint: "it has " + spec.listen.map { "listen.\($0.name)" }.joined(separator: ", "))
        }
        guard let port = Int(value), (1...65535).contains(port) else {
            throw Refusal(.badInput, "listen.\(name)=\(value) is no port", hint: "give a number from 1 to 65535")
        }
    }

    private static func isSize(_ text: String) -> Bool {
        guard let unit = text.last, "kmgKMG".contains(unit), let count = Int(text.dropLast()) else { return false }
        return (1...1_048_576).contains(count) && text.first != "+"
    }
}
