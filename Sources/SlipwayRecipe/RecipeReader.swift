import SlipwayModel
import SlipwaySystem

/// Turns checked values into a recipe and fills in the defaults.
struct RecipeReader {
    let root: CheckedValue
    let file: String
    let runtime: ServiceSpec.Runtime

    func recipe(version override: String?) throws -> Recipe {
        let files = try FileSet((root["files"]?.items ?? []).map(fileEntry), reserved: reserved)
        let program = try ProgramReader(root: root, file: file, runtime: runtime, files: files).program()
        return Recipe(
            file: file, folder: parent(of: file), name: try name(override), program: program,
            images: Recipe.Images(jdk: image("jdk"), tomcat: image("tomcat")), files: files,
            templates: (root["templates"]?.items ?? []).map(template),
            properties: root["properties"].properties,
            listen: root["listen"]?.items.map(listener) ?? (runtime == .tomcat ? [Self.web] : []),
            cluster: root["cluster"].map(cluster),
            heap: root["jvm"]?["heap"]?.text,
            options: (root["jvm"]?["options"]?.items ?? []).map(\.word),
            fastStart: root["jvm"]?["fast-start"]?.flag ?? false, warmStart: warmStart,
            env: root["env"].properties, shared: (root["shared"]?.items ?? []).compactMap(\.text),
            health: (root["health"]?.items ?? []).map(CheckReader.check),
            start: start, stop: stop, switch: change(program), restart: restart, limits: limits,
            logs: logs, incidents: incidents,
            hooks: ServiceSpec.Hooks(preStart: root["hooks"]?["pre-start"]?.text),
            steps: (root["steps"]?.items ?? []).map(step),
            keep: root["keep"]?.number ?? 5, order: root["order"]?.number ?? 10)
    }

    /// `true`, `false`, or each part by its name.
    private var warmStart: Recipe.WarmStart {
        guard let value = root["warm-start"] else { return Recipe.WarmStart() }
        let all = value.flag ?? true
        return Recipe.WarmStart(
            scan: value["scan"]?.flag ?? all, pages: value["pages"]?.flag ?? all,
            archive: value["archive"]?.flag ?? all)
    }

    private static let web = ServiceSpec.Listener(name: "http", port: 8080)

    private var reserved: [String] { ReleasePath.reserved + (runtime == .tomcat ? ["conf"] : []) }

    private func name(_ override: String?) throws -> ReleaseName {
        if let override, !ReleaseName.isVersion(override) {
            throw Refusal(
                .usage, "--version \(override): a version must be \(TextRule.version.wording)",
                hint: "for example --version 1.4.2")
        }
        guard let version = override ?? root["version"]?.text else {
            throw root.place.refusal(
                "the release has no version", hint: "add `version: 1.0.0` to the recipe, or give --version 1.0.0")
        }
        return ReleaseName(name: root["name"]?.text ?? "", version: version)
    }

    private func image(_ key: String) -> Recipe.Image? {
        guard let value = root["images"]?[key], let name = value.text else { return nil }
        return Recipe.Image(name: name, place: value.place)
    }

    private func template(_ item: CheckedValue) -> Recipe.Template {
        Recipe.Template(
            source: joined(parent(of: file), item["from"]?.text ?? ""), target: item["to"]?.text ?? "",
            place: item["from"]?.place ?? item.place)
    }

    private func fileEntry(_ item: CheckedValue) -> FileSet.Entry {
        FileSet.Entry(
            source: joined(parent(of: file), item["from"]?.text ?? ""), target: item["to"]?.text ?? "",
            executable: item["mode"]?.text.map { $0 == "0755" }, isForNode: item["node"]?.flag ?? false,
            place: item["from"]?.place ?? item.place, targetPlace: item["to"]?.place ?? item.place)
    }

    private func listener(_ item: CheckedValue) -> ServiceSpec.Listener {
        ServiceSpec.Listener(name: item["name"]?.text ?? "", port: item["port"]?.number ?? 0)
    }

    private func cluster(_ value: CheckedValue) -> ServiceSpec.Cluster {
        ServiceSpec.Cluster(
            name: value["name"]?.text ?? "",
            sessions: value["sessions"]?.text.flatMap(ServiceSpec.Cluster.Sessions.init(rawValue:)) ?? .static)
    }

    private func step(_ item: CheckedValue) -> Recipe.Step {
        let usual = SwitchStep(do: [])
        return Recipe.Step(
            at: item["at"]?.text.flatMap(SwitchStep.Moment.init(rawValue:)) ?? usual.at,
            do: (item["do"]?.items ?? []).map(\.word), undo: item["undo"]?.items.map(\.word),
            deadline: item["deadline"]?.span ?? usual.deadline)
    }
}

/// Starting, stopping, switching, restarting, limits.
extension RecipeReader {
    private var start: ServiceSpec.Start {
        var start = ServiceSpec.Start()
        start.deadline = root["start"]?["deadline"]?.span ?? start.deadline
        start.warmUp = (root["start"]?["warm-up"]?.items ?? []).compactMap(\.text)
        return start
    }

    private var stop: ServiceSpec.Stop {
        var stop = ServiceSpec.Stop()
        stop.drain = root["stop"]?["drain"]?.span ?? stop.drain
        stop.deadline = root["stop"]?["deadline"]?.span ?? stop.deadline
        return stop
    }

    private func change(_ program: Recipe.Program) -> SwitchPolicy {
        var change = SwitchPolicy(mode: SwitchModes(program).usual)
        change.mode = root["switch"]?["mode"]?.text.flatMap(SwitchPolicy.Mode.init(rawValue:)) ?? change.mode
        change.trial = root["switch"]?["trial"]?.span ?? change.trial
        change.keepWarm = root["switch"]?["keep-warm"]?.span ?? change.keepWarm
        return change
    }

    private var restart: RestartPolicy {
        var restart = RestartPolicy()
        if case .spanRange(let first, let most)? = root["restart"]?["backoff"]?.content {
            restart.backoffFirst = first
            restart.backoffMost = most
        }
        restart.resetAfter = root["restart"]?["reset-after"]?.span ?? restart.resetAfter
        if case .budget(let count, let window)? = root["restart"]?["budget"]?.content {
            restart.budget = count
            restart.budgetWindow = window
        }
        return restart
    }

    private var limits: ServiceSpec.Limits {
        ServiceSpec.Limits(
            memory: root["limits"]?["memory"]?.text.flatMap { ByteSize.bytes($0) },
            cpu: root["limits"]?["cpu"]?.text.flatMap { ServiceSpec.percent($0) },
            nofile: root["limits"]?["nofile"]?.number, processes: root["limits"]?["processes"]?.number,
            oomScore: root["limits"]?["oom-score"]?.number)
    }

    private var logs: ServiceSpec.Logs {
        let group = root["logs"]
        var logs = ServiceSpec.Logs()
        logs.size = group?["size"]?.text.flatMap { ByteSize.bytes($0) } ?? logs.size
        logs.age = group?["age"]?.span ?? logs.age
        logs.keep = group?["keep"]?.number ?? logs.keep
        logs.whenFull = group?["when-full"]?.text.flatMap(ServiceSpec.Logs.WhenFull.init(rawValue:))
        return logs
    }

    private var incidents: ServiceSpec.Incidents {
        let group = root["incidents"]
        var incidents = ServiceSpec.Incidents()
        incidents.keep = group?["keep"]?.number ?? incidents.keep
        incidents.size = group?["size"]?.text.flatMap { ByteSize.bytes($0) } ?? incidents.size
        incidents.heap = group?["heap"]?.flag ?? incidents.heap
        return incidents
    }
}

extension CheckedValue {
    /// A word of a list.
    var word: Recipe.Property { Recipe.Property(key: "", value: text ?? "", place: place) }
}

extension CheckedValue? {
    /// A table of texts.
    var properties: [Recipe.Property] {
        (self?.entries ?? []).map {
            Recipe.Property(key: $0.key, value: $0.value.text ?? "", place: $0.value.place)
        }
    }
}
