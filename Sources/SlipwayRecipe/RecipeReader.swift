import SlipwayModel
import SlipwaySystem

/// Turns checked values into a recipe and fills in the defaults.
struct RecipeReader {
    let root: CheckedValue
    let file: String

    func recipe(version override: String?) throws -> Recipe {
        Recipe(
            file: file, folder: parent(of: file), name: try name(override),
            runtime: root["runtime"]?.text.flatMap(ServiceSpec.Runtime.init(rawValue:)) ?? .tomcat,
            images: Recipe.Images(jdk: image("jdk"), tomcat: image("tomcat")),
            webapps: (root["webapps"]?.items ?? []).map(webapp),
            templates: (root["templates"]?.items ?? []).map(template),
            properties: properties(root["properties"]),
            listen: root["listen"]?.items.map(listener) ?? [ServiceSpec.Listener(name: "http", port: 8080)],
            heap: root["jvm"]?["heap"]?.text,
            options: (root["jvm"]?["options"]?.items ?? []).compactMap(\.text),
            env: root["env"]?.texts ?? [:],
            health: (root["health"]?.items ?? []).map(check),
            start: start, stop: stop, switch: change, restart: restart,
            keep: root["keep"]?.number ?? 5, order: root["order"]?.number ?? 10)
    }

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

    private func image(_ key: String) -> Recipe.Image {
        let value = root["images"]?[key]
        return Recipe.Image(name: value?.text ?? "", place: value?.place ?? root.place)
    }

    private func webapp(_ item: CheckedValue) -> Recipe.WebApp {
        Recipe.WebApp(
            source: joined(parent(of: file), item["war"]?.text ?? ""), context: item["context"]?.text ?? "/",
            properties: properties(item["properties"]), place: item["war"]?.place ?? item.place)
    }

    private func template(_ item: CheckedValue) -> Recipe.Template {
        Recipe.Template(
            source: joined(parent(of: file), item["from"]?.text ?? ""), target: item["to"]?.text ?? "",
            place: item["from"]?.place ?? item.place)
    }

    private func properties(_ table: CheckedValue?) -> [Recipe.Property] {
        (table?.entries ?? []).map {
            Recipe.Property(key: $0.key, value: $0.value.text ?? "", place: $0.value.place)
        }
    }

    private func listener(_ item: CheckedValue) -> ServiceSpec.Listener {
        ServiceSpec.Listener(name: item["name"]?.text ?? "", port: item["port"]?.number ?? 0)
    }

    private func check(_ item: CheckedValue) -> HealthCheck {
        var check = HealthCheck(http: item["http"]?.text ?? "/")
        check.status = item["status"]?.number ?? check.status
        check.contains = item["contains"]?.text
        check.every = item["every"]?.span ?? check.every
        check.timeout = item["timeout"]?.span ?? check.timeout
        check.failures = item["failures"]?.number ?? check.failures
        check.then = item["then"]?.text.flatMap(HealthCheck.Reaction.init(rawValue:)) ?? check.then
        return check
    }

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

    private var change: SwitchPolicy {
        var change = SwitchPolicy()
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
}
