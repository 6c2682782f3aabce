/// One setting of an app as people see it.
package struct ConfigurationLine: Equatable, Sendable {
    package enum Origin: String, Sendable { case release, node }
    package let key: String
    /// Masked when it is a secret.
    package let value: String
    package let origin: Origin
    /// What the release says where the node says otherwise, masked.
    package let released: String?
    /// What it really says: never shown, only compared, so that a changed password is seen to have changed.
    private let plain: String

    init(_ key: String, _ now: Shown, _ origin: Origin, released: String?) {
        self.key = key
        value = now.text
        plain = now.plain
        self.origin = origin
        self.released = released
    }

    package func says(theSameAs other: ConfigurationLine) -> Bool { plain == other.plain }

    /// A value with the form in which it may be seen.
    struct Shown {
        var plain: String
        var text: String
        init(_ plain: String, key: String) {
            self.plain = plain
            text = SecretMask.shown(plain, key: key)
        }
        init(options: [String]) {
            plain = options.joined(separator: " ")
            text = SecretMask.shown(options: options)
        }
    }
}

/// All settings of a release under a configuration, by key: what `config get`, `diff` and a plan tell.
package enum ConfigurationLines {
    /// `properties`: the release's defaults by web app; where two web apps differ in one, it is told as `base:key`.
    package static func of(
        spec: ServiceSpec, properties: [String: [String: String]], configuration: Configuration
    ) -> [ConfigurationLine] {
        let released = settings(spec)
        let present = settings(spec.configured(by: configuration))
        var lines: [ConfigurationLine] = []
        for (key, now) in present {
            let before = released[key]
            let isOwn = before?.plain != now.plain || isSet(key, configuration)
            lines.append(
                ConfigurationLine(
                    key, now, isOwn ? .node : .release, released: before?.plain == now.plain ? nil : before?.text))
        }
        lines += warmStart(spec, configuration)
        return (lines + self.properties(properties, configuration)).sorted { before($0.key, $1.key) }
    }

    /// Everything but properties.
    private static func settings(_ spec: ServiceSpec) -> [String: ConfigurationLine.Shown] {
        var all: [String: ConfigurationLine.Shown] = [:]
        func put(_ key: String, _ value: String) { all[key] = ConfigurationLine.Shown(value, key: key) }
        for listener in spec.listen { put("listen.\(listener.name)", "\(listener.port)") }
        if let heap = spec.jvm?.heap { put("jvm.heap", heap) }
        if let options = spec.jvm?.options, !options.isEmpty {
            all["jvm.options"] = ConfigurationLine.Shown(options: options)
        }
        for (name, value) in spec.launch.env { put("env.\(name)", value) }
        if let memory = spec.limits.memory { put("limits.memory", ByteSize.text(memory)) }
        if let cpu = spec.limits.cpu { put("limits.cpu", "\(cpu)%") }
        if let nofile = spec.limits.nofile { put("limits.nofile", "\(nofile)") }
        if let processes = spec.limits.processes { put("limits.processes", "\(processes)") }
        if let score = spec.limits.oomScore { put("limits.oom-score", "\(score)") }
        for (index, check) in spec.health.enumerated() {
            put("health.\(index + 1).every", "\(check.every)")
            put("health.\(index + 1).timeout", "\(check.timeout)")
            put("health.\(index + 1).failures", "\(check.failures)")
        }
        return all
    }

    private static func warmStart(_ spec: ServiceSpec, _ configuration: Configuration) -> [ConfigurationLine] {
        let key = NodeSwitches.warmStartKey
        let released = spec.warmStart.map { _ in "on" }
        guard let set = configuration.overrides[key] ?? released else { return [] }
        let origin: ConfigurationLine.Origin = configuration.overrides[key] == nil ? .release : .node
        return [
            ConfigurationLine(
                key, .init(set, key: key), origin, released: set == released ? nil : released)
        ]
    }

    private static func properties(
        _ properties: [String: [String: String]], _ configuration: Configuration
    ) -> [ConfigurationLine] {
        var lines: [ConfigurationLine] = []
        let known = Set(properties.values.flatMap(\.keys))
        for key in known {
            let own = properties.compactMapValues { $0[key] }.sorted { $0.key < $1.key }
            let values = Set(own.map(\.value))
            if let set = configuration.overrides[key] {
                let before = values == [set] ? nil : told(own, key, isOne: values.count == 1)
                lines.append(ConfigurationLine(key, .init(set, key: key), .node, released: before))
            } else if values.count == 1, let value = values.first {
                lines.append(ConfigurationLine(key, .init(value, key: key), .release, released: nil))
            } else {
                for (base, value) in own {
                    lines.append(
                        ConfigurationLine("\(base):\(key)", .init(value, key: key), .release, released: nil))
                }
            }
        }
        for (key, value) in configuration.overrides where !known.contains(key) && isProperty(key) {
            lines.append(ConfigurationLine(key, .init(value, key: key), .node, released: nil))
        }
        return lines
    }

    private static func told(_ own: [(key: String, value: String)], _ key: String, isOne: Bool) -> String {
        if isOne, let only = own.first { return SecretMask.shown(only.value, key: key) }
        return own.map { "\($0.key): \(SecretMask.shown($0.value, key: key))" }.joined(separator: ", ")
    }

    /// A key of another kind is told among the settings.
    package static func isProperty(_ key: String) -> Bool {
        key != NodeSwitches.warmStartKey
            && !["listen.", "jvm.", "env.", "limits.", "health."].contains { key.hasPrefix($0) }
    }

    private static func isSet(_ key: String, _ configuration: Configuration) -> Bool {
        if configuration.overrides[key] != nil { return true }
        let parts = key.split(separator: ".")
        return parts.count == 3 && parts[0] == "health" && configuration.overrides["health.\(parts[2])"] != nil
    }

    /// Ports first, then how it runs, then properties; health checks by number.
    private static func before(_ a: String, _ b: String) -> Bool {
        (rank(a), number(a), a) < (rank(b), number(b), b)
    }

    private static func rank(_ key: String) -> Int {
        ["listen.", "jvm.", "env.", "limits.", "health."].firstIndex { key.hasPrefix($0) }
            ?? (key == NodeSwitches.warmStartKey ? 1 : 5)
    }

    private static func number(_ key: String) -> Int {
        guard key.hasPrefix("health.") else { return 0 }
        return key.split(separator: ".").dropFirst().first.flatMap { Int($0) } ?? 0
    }
}
