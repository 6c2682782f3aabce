package import SlipwayModel

/// What a slot's program is started with, derived from its release, its configuration and the facts of this node.
package struct LaunchPlan: Hashable, Sendable {
    /// What the release brings and what the node has set.
    package struct Source: Sendable {
        package var spec: ProgramSpec
        package var configuration: Configuration
        /// The default properties of each web app, by its base name.
        package var defaults: [String: PropertiesFile]
        /// The release's folder, without links.
        package var release: String
        /// The port of each listener, as it is bound.
        package var ports: [String: Int]
        package var nodeName: String

        package init(
            spec: ProgramSpec, configuration: Configuration, defaults: [String: PropertiesFile], release: String,
            ports: [String: Int], nodeName: String
        ) {
            self.spec = spec
            self.configuration = configuration
            self.defaults = defaults
            self.release = release
            self.ports = ports
            self.nodeName = nodeName
        }
    }

    /// The program's path and its arguments.
    package let path: String
    package let arguments: [String]
    package let environment: [String: String]
    package let nodeProperties: PropertiesFile
    /// By the web app's base name.
    package let webProperties: [String: PropertiesFile]

    /// Throws `SuperviseError` when the command or the environment cannot be resolved.
    package init(_ source: Source, slot: SlotLayout) throws {
        let overrides = source.configuration.overrides
        webProperties = source.defaults.mapValues { Self.merged($0.values, overrides) }
        let merged = Self.merged(
            source.defaults.values.reduce(into: [:]) { $0.merge($1.values) { a, _ in a } }, overrides)
        let facts = Self.facts(source, slot)
        nodeProperties = PropertiesFile(merged.values.merging(facts) { $1 })
        let folders = [
            "release": source.release, "run": slot.run, "work": slot.work, "temp": slot.temp,
            "shared": slot.app.shared,
        ]
        let placeholders = Placeholders(nodeProperties.values.merging(folders) { $1 })
        let command = try Self.command(source.spec.launch.command, overrides).map {
            try placeholders.resolve($0, in: "the start command of \(source.spec.name) \(source.spec.version)")
        }
        guard let program = command.first, !program.isEmpty else {
            throw SuperviseError("start", "\(source.spec.name) \(source.spec.version)", "its start command is empty")
        }
        path = program.hasPrefix("/") ? program : source.release + "/" + program
        arguments = Array(command.dropFirst())
        environment = try Self.environment(source.spec.launch.env, overrides, slot, placeholders)
    }

    private static func facts(_ source: Source, _ slot: SlotLayout) -> [String: String] {
        var facts = [
            "node.name": source.nodeName, "app.name": slot.app.name,
            "release.version": source.spec.version, "generation": "\(slot.generation)",
        ]
        for (name, port) in source.ports { facts["listen." + name] = "\(port)" }
        return facts
    }

    /// An override counts as a property when the release knows its key, or when it is not of another kind.
    private static func merged(_ defaults: [String: String], _ overrides: [String: String]) -> PropertiesFile {
        let properties = overrides.filter { key, _ in
            defaults[key] != nil || !["listen.", "jvm.", "env."].contains { key.hasPrefix($0) }
        }
        return PropertiesFile(defaults.merging(properties) { $1 })
    }

    /// The heap's size takes the place of the release's own; without one it comes right after the program.
    private static func command(_ command: [String], _ overrides: [String: String]) throws -> [String] {
        guard let program = command.first, let heap = overrides["jvm.heap"] else { return command }
        let digits = heap.prefix { $0.isASCII && $0.isNumber }
        guard !digits.isEmpty, ["", "k", "m", "g", "K", "M", "G"].contains(String(heap.dropFirst(digits.count))) else {
            throw SuperviseError("use", "jvm.heap", "“\(heap)” is no size such as 512m or 2g")
        }
        let option = "-Xmx" + heap
        guard command.contains(where: { $0.hasPrefix("-Xmx") }) else {
            return [program, option] + command.dropFirst()
        }
        return command.map { $0.hasPrefix("-Xmx") ? option : $0 }
    }

    private static func environment(
        _ own: [String: String], _ overrides: [String: String], _ slot: SlotLayout, _ placeholders: Placeholders
    ) throws -> [String: String] {
        var wanted = own
        for (key, value) in overrides where key.hasPrefix("env.") { wanted[String(key.dropFirst(4))] = value }
        var environment = [
            "PATH": "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin", "LANG": "C.UTF-8",
            "HOME": slot.work,
        ]
        for (name, value) in wanted {
            environment[name] = try placeholders.resolve(value, in: "the environment variable \(name)")
        }
        return environment
    }
}
