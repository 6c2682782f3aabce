extension ServiceSpec {
    /// The service as it runs with what a node has set. What is no valid setting stays as the release has it; setting
    /// one is refused earlier, in words.
    package func configured(by configuration: Configuration) -> ServiceSpec {
        let overrides = configuration.overrides
        var spec = self
        spec.listen = listen.map { Listener(name: $0.name, port: configuration.port(of: $0)) }
        if let heap = overrides["jvm.heap"] {
            var jvm = spec.jvm ?? JVM()
            jvm.heap = heap
            spec.jvm = jvm
        }
        if let options = overrides["jvm.options"] {
            var jvm = spec.jvm ?? JVM()
            jvm.options = Self.words(options)
            spec.jvm = jvm
        }
        for (key, value) in overrides where key.hasPrefix("env.") { spec.launch.env[String(key.dropFirst(4))] = value }
        if let memory = overrides["limits.memory"].flatMap({ ByteSize.bytes($0) }) { spec.limits.memory = memory }
        if let cpu = overrides["limits.cpu"].flatMap({ Self.percent($0) }) { spec.limits.cpu = cpu }
        if let nofile = overrides["limits.nofile"].flatMap({ Int($0) }) { spec.limits.nofile = nofile }
        if let most = overrides["limits.processes"].flatMap({ Int($0) }) { spec.limits.processes = most }
        if let score = overrides["limits.oom-score"].flatMap({ Int($0) }) { spec.limits.oomScore = score }
        spec.health = health.enumerated().map { Self.timed($1, number: $0 + 1, overrides) }
        for value in overrides.sorted(by: { $0.key < $1.key }).map(\.value) {
            for name in SecretMask.secrets(in: value) where !spec.secrets.contains(name) { spec.secrets.append(name) }
        }
        return spec
    }

    /// `200%`; nil when the text is no share of processors.
    package static func percent(_ text: String) -> Int? {
        let digits = text.dropLast()
        guard text.last == "%", digits.allSatisfy({ $0.isASCII && $0.isNumber }), let share = Int(digits) else {
            return nil
        }
        return (1...100_000).contains(share) ? share : nil
    }

    /// Options as one text: separated by blanks.
    package static func words(_ text: String) -> [String] { text.split { $0.isWhitespace }.map(String.init) }

    /// `health.2.every` is for the second check, `health.every` for all that ask the app itself: the signs of a Java VM
    /// are counted by a time of their own.
    private static func timed(_ check: HealthCheck, number: Int, _ overrides: [String: String]) -> HealthCheck {
        func set(_ name: String) -> String? {
            overrides["health.\(number).\(name)"] ?? (check.isForGate ? overrides["health.\(name)"] : nil)
        }
        var check = check
        if let every = set("every").flatMap({ TimeSpan($0) }) { check.every = every }
        if let timeout = set("timeout").flatMap({ TimeSpan($0) }) { check.timeout = timeout }
        if let failures = set("failures").flatMap({ Int($0) }) { check.failures = failures }
        return check
    }
}
