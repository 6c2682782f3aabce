package import SlipwayModel

/// What a slot's program is started with, derived from its release, its configuration and the facts of this node.
package struct LaunchPlan: Hashable, Sendable {
    /// The content of a secret; nil when it is not set.
    package typealias SecretReading = @Sendable (_ name: String) throws -> [UInt8]?

    /// What the release brings and what the node has set.
    package struct Source: Sendable {
        package var spec: ProgramSpec
        package var configuration: Configuration
        /// The default properties of each web app, by its base name.
        package var defaults: [String: PropertiesFile]
        /// The files of `ProgramSpec.nodeFiles` as the release has them.
        package var nodeFiles: [String: [UInt8]]
        /// The release's folder, without links.
        package var release: String
        /// The port of each listener, as it is bound.
        package var ports: [String: Int]
        package var nodeName: String
        package var secret: SecretReading
        /// The options of the class-data archive; nil: it starts without what was baked into its release.
        package var warm: [String]?

        package init(
            spec: ProgramSpec, configuration: Configuration, defaults: [String: PropertiesFile],
            nodeFiles: [String: [UInt8]] = [:], release: String, ports: [String: Int], nodeName: String,
            warm: [String]? = nil, secret: @escaping SecretReading = { _ in nil }
        ) {
            self.warm = warm
            self.spec = spec
            self.configuration = configuration
            self.defaults = defaults
            self.nodeFiles = nodeFiles
            self.release = release
            self.ports = ports
            self.nodeName = nodeName
            self.secret = secret
        }
    }

    /// The program's path and its arguments.
    package let path: String
    package let arguments: [String]
    package let environment: [String: String]
    /// Where it runs.
    package let folder: String
    package let limits: ServiceSpec.Limits
    package let nodeProperties: PropertiesFile
    /// By the web app's base name.
    package let webProperties: [String: PropertiesFile]
    /// The node files, filled in, by their paths in the release.
    package let files: [String: [UInt8]]
    /// The secrets that are wanted as files, by name.
    package let secretFiles: [String: [UInt8]]
    /// The addresses of the cluster's members on other nodes.
    package let members: [String]

    /// Throws `SuperviseError` when something cannot be resolved; no value of a secret is in its sentence.
    package init(_ source: Source, slot: SlotLayout) throws {
        let spec = source.spec
        let overrides = source.configuration.overrides
        let title = "\(spec.name) \(spec.version)"
        let secrets = SecretFinder(folder: slot.secretFiles, source.secret)
        for name in spec.secrets { try secrets.require(name, subject: title) }
        let merged = Self.merged(Self.united(source.defaults), overrides)
        let facts = Self.facts(source, slot)
        let values = NodeValues(
            fixed: facts.merging(Self.folders(source, slot)) { $1 }, settings: overrides.merging(merged) { $1 },
            files: Dictionary(spec.nodeFiles.map { ($0, slot.files + "/" + $0) }) { $1 }, secrets: secrets)
        limits = try ServiceSpec.Limits(spec.limits, overrides)
        webProperties = try source.defaults.mapValues { try values.properties(Self.merged($0.values, overrides)) }
        nodeProperties = PropertiesFile(try values.properties(merged).values.merging(facts) { $1 })
        members = try Self.members(nodeProperties)
        let command = try Self.command(spec, overrides, limits, warm: source.warm).map {
            try values.word($0, in: "the start command of \(title)")
        }
        guard let program = command.first, !program.isEmpty else {
            throw SuperviseError("start", title, "its start command is empty")
        }
        path = program.hasPrefix("/") ? program : source.release + "/" + program
        arguments = Array(command.dropFirst())
        folder = spec.launch.folder == "." ? source.release : source.release + "/" + spec.launch.folder
        environment = try Self.environment(spec.launch.env, overrides, slot, values)
        files = try Self.files(source, values)
        secretFiles = secrets.files
    }
}

extension LaunchPlan {
    /// What is true of this node and this start; the program gets it among its properties.
    private static func facts(_ source: Source, _ slot: SlotLayout) -> [String: String] {
        var facts = [
            "node.name": source.nodeName, "app.name": slot.app.name, "app.shared": slot.app.shared,
            "app.work": slot.work, "app.temp": slot.temp, "release.version": source.spec.version,
            "generation": "\(slot.generation)",
        ]
        for (name, port) in source.ports { facts["listen." + name] = "\(port)" }
        return facts
    }

    private static func members(_ properties: PropertiesFile) throws -> [String] {
        do {
            return try ClusterMembers(properties.values[ClusterMembers.key] ?? "").addresses
        } catch {
            throw SuperviseError(
                "read", "the property \(ClusterMembers.key)",
                "“\(error.word)” is no address; \(ClusterMembers.Fault.hint)")
        }
    }

    private static func folders(_ source: Source, _ slot: SlotLayout) -> [String: String] {
        [
            "release": source.release, "run": slot.run, "work": slot.work, "temp": slot.temp,
            "shared": slot.app.shared,
        ]
    }

    /// The defaults of all web apps; where two differ, the first by name has its way.
    private static func united(_ defaults: [String: PropertiesFile]) -> [String: String] {
        defaults.sorted { $0.key < $1.key }.reduce(into: [:]) { $0.merge($1.value.values) { first, _ in first } }
    }

    /// An override counts as a property when the release knows its key, or when it is not of another kind.
    private static func merged(_ defaults: [String: String], _ overrides: [String: String]) -> [String: String] {
        let properties = overrides.filter { key, _ in defaults[key] != nil || ConfigurationLines.isProperty(key) }
        return defaults.merging(properties) { $1 }
    }

    private static func command(
        _ spec: ProgramSpec, _ overrides: [String: String], _ limits: ServiceSpec.Limits, warm: [String]?
    ) throws -> [String] {
        let command = warm.flatMap { _ in spec.warmStart?.command } ?? spec.launch.command
        let options = command.contains(JVMOptions.word) ? try JVMOptions.words(spec.jvm, overrides, limits) : []
        return command.flatMap { word in
            switch word {
            case JVMOptions.word: options
            case ServiceSpec.WarmStart.archiveWord: warm ?? []
            default: [word]
            }
        }
    }

    private static func environment(
        _ own: [String: String], _ overrides: [String: String], _ slot: SlotLayout, _ values: NodeValues
    ) throws -> [String: String] {
        var wanted = own
        for (key, value) in overrides where key.hasPrefix("env.") { wanted[String(key.dropFirst(4))] = value }
        var environment = [
            "PATH": "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin", "LANG": "C.UTF-8",
            "HOME": slot.work,
        ]
        for (name, value) in wanted.sorted(by: { $0.key < $1.key }) {
            environment[name] =
                try values.strict(Array(value.utf8)) { _ in "the environment variable \(name)" }.text
        }
        return environment
    }

    private static func files(_ source: Source, _ values: NodeValues) throws -> [String: [UInt8]] {
        var files: [String: [UInt8]] = [:]
        for path in source.spec.nodeFiles {
            guard let bytes = source.nodeFiles[path] else {
                throw SuperviseError("fill in", path, "the release has no such file")
            }
            files[path] = try values.strict(bytes) { "\(path) line \($0)" }.bytes
        }
        return files
    }
}
