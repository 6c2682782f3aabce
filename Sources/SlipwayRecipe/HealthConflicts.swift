import SlipwayModel
import SlipwaySystem

/// What the checks of a recipe may be right about in each word and wrong about together.
struct HealthConflicts {
    let recipe: Recipe
    /// The same as it was written, for the places.
    let root: CheckedValue

    private static let kinds = ["http", "https", "tcp", "exec", "heartbeat", "jvm", "log"]
    private static let pageKeys = ["status", "contains", "matches", "header", "host", "listen"]

    func check() throws {
        var seen: Set<HealthCheck> = []
        for (check, item) in zip(recipe.health, root["health"]?.items ?? []) {
            let kind = try kind(of: item)
            try checkBelonging(item, kind)
            switch check.kind {
            case .http: try checkPage(check, item, kind)
            case .tcp: try checkListener(item["tcp"], of: "tcp")
            case .heartbeat: try checkHeartbeat(check, item)
            case .jvm: try checkJVM(check, item)
            case .log: try checkLog(check, item)
            case .exec, nil: break
            }
            try checkTimes(check, item)
            if !seen.insert(check).inserted {
                throw item.place.refusal(
                    "this check of `health`, \(check.title), is there twice", hint: "remove one of the two")
            }
        }
    }

    private func kind(of item: CheckedValue) throws -> String {
        let written = Self.kinds.filter { item[$0] != nil }
        if written.count == 1 { return written[0] }
        let names = written.map { "`\($0)`" }.joined(separator: " and ")
        throw item.place.refusal(
            "a check of `health` asks exactly one thing, this one "
                + (written.isEmpty ? "asks nothing" : "has \(names)"),
            hint: "give it one of `http: /health`, `https`, `tcp`, `exec: [ bin/check ]`, `heartbeat`, `jvm`, `log`")
    }

    private func checkBelonging(_ item: CheckedValue, _ kind: String) throws {
        let isPage = ["http", "https"].contains(kind)
        if !isPage, let extra = Self.pageKeys.first(where: { item[$0] != nil }) {
            throw place(item[extra]).refusal(
                "`health[].\(extra)` belongs to `http`, and this check is \(Self.article(kind)) `\(kind)`",
                hint: kind == "exec"
                    ? "remove it; a program that ends with 0 says that all is well" : "remove it")
        }
        for (key, owner) in [("within", "heartbeat"), ("above", "jvm")] where owner != kind {
            guard let value = item[key] else { continue }
            throw value.place.refusal(
                "`health[].\(key)` belongs to `\(owner)`, and this check is \(Self.article(kind)) `\(kind)`",
                hint: "remove it")
        }
    }

    private static func article(_ kind: String) -> String { ["http", "https", "exec"].contains(kind) ? "an" : "a" }

    private func checkPage(_ check: HealthCheck, _ item: CheckedValue, _ kind: String) throws {
        if recipe.listen.isEmpty {
            throw item.place.refusal(
                "an `\(kind)` check asks the app, and it has no `listen`",
                hint: "add `listen: [ { name: http, port: 8080 } ]`, or use `exec`")
        }
        try checkListener(item["listen"], of: "listen")
        if let header = item["header"], !(1...HealthCheck.mostHeaders).contains(header.entries.count) {
            throw header.place.refusal(
                "`health[].header` must have 1 to \(HealthCheck.mostHeaders) headers, not \(header.entries.count)",
                hint: "for example `header: { Content-Type: json }`")
        }
        guard let written = item["matches"], let text = check.matches else { return }
        do {
            _ = try RegularExpression(text)
        } catch {
            throw written.place.refusal(
                "`health[].matches` is no regular expression: \(error)",
                hint: "it is one as `grep -E` takes it, for example `\"status\": *\"up\"`")
        }
    }

    private func checkListener(_ value: CheckedValue?, of key: String) throws {
        guard let value, let name = value.text, !recipe.listen.contains(where: { $0.name == name }) else { return }
        let names = recipe.listen.map(\.name).joined(separator: ", ")
        throw value.place.refusal(
            "`health[].\(key)` names \(name), and `listen` has none of that name",
            hint: names.isEmpty ? "add `listen: [ { name: \(name), port: 8080 } ]`" : "it has " + names)
    }

    private func checkHeartbeat(_ check: HealthCheck, _ item: CheckedValue) throws {
        let path = check.heartbeat ?? ""
        if !HealthCheck.isHeartbeat(path, shared: recipe.shared) {
            throw place(item["heartbeat"]).refusal(
                "the heartbeat \(path.shown) lies in none of the folders of `shared`",
                hint: "for example `shared: [ state ]` with `heartbeat: state/beat`; the program finds it as "
                    + "${shared}/state/beat")
        }
        guard let within = check.within else { return }
        if within < .seconds(1) || within > .seconds(86_400) {
            throw place(item["within"]).refusal(
                "`health[].within` must be 1s to a day, not \(within)", hint: "for example `within: 60s`")
        }
    }

    private func checkLog(_ check: HealthCheck, _ item: CheckedValue) throws {
        guard let text = check.log, text.contains(where: \.isNewline) else { return }
        throw place(item["log"]).refusal(
            "the text of `health[].log` has several lines, and is looked for in one", hint: "write it on one line")
    }

    private func checkJVM(_ check: HealthCheck, _ item: CheckedValue) throws {
        guard let sign = check.jvm else { return }
        if recipe.runtime == .exec {
            throw place(item["jvm"]).refusal(
                "a `jvm` check needs `runtime: tomcat` or `runtime: java`, and this recipe's runtime is exec",
                hint: "use `exec`, `http` or `heartbeat`")
        }
        guard let bounds = HealthCheck.bounds(sign) else {
            guard let above = item["above"] else { return }
            throw above.place.refusal(
                "`health[].above` counts for nothing beside `jvm: \(sign.rawValue)`", hint: "remove it")
        }
        let isShare = HealthCheck.usualBound(sign) != nil
        let example = isShare ? "above: 95%" : "above: 500"
        guard let above = item["above"], let bound = above.text.flatMap(TextRule.bound) else {
            if isShare { return }
            throw item.place.refusal(
                "`jvm: \(sign.rawValue)` does not say how many are too many", hint: "add `\(example)`")
        }
        if bound.isShare != isShare || !bounds.contains(bound.value) {
            let unit = isShare ? "%" : ""
            throw above.place.refusal(
                "`health[].above` of `jvm: \(sign.rawValue)` must be \(bounds.lowerBound)\(unit) to "
                    + "\(bounds.upperBound)\(unit), not \((above.text ?? "").shown)", hint: "for example `\(example)`")
        }
    }

    private func checkTimes(_ check: HealthCheck, _ item: CheckedValue) throws {
        for (name, span) in [("every", check.every), ("timeout", check.timeout)] {
            if span < .milliseconds(100) {
                throw place(item[name]).refusal(
                    "`health[].\(name)` of \(check.title) must be 100ms or more, not \(span)",
                    hint: "for example `\(name): 2s`")
            }
            if span > .seconds(86_400) {
                throw place(item[name]).refusal(
                    "`health[].\(name)` of \(check.title) must be a day or less, not \(span)",
                    hint: "for example `\(name): 10s`")
            }
        }
    }

    private func place(_ value: CheckedValue?) -> Place { value?.place ?? root.place }
}
