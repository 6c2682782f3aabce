import SlipwayModel
import SlipwaySystem

/// What each value may be right about alone and wrong about together, and the files that must be there.
struct RecipeConflicts {
    let recipe: Recipe
    /// The same as it was written, for the places.
    let root: CheckedValue

    func check() throws {
        try checkWebapps()
        try checkTemplates()
        try checkListeners()
        try HealthConflicts(recipe: recipe, root: root).check()
        try checkPrograms()
        try checkTimes()
        try checkMemory()
        try checkSwitch()
        try checkTomcatOnly()
        try checkShared()
        try checkKeeping()
    }

    private func checkWebapps() throws {
        var contexts: [String: Place] = [:]
        for webapp in recipe.webapps {
            if let other = contexts.updateValue(webapp.place, forKey: base(webapp.context)) {
                throw webapp.place.refusal(
                    "the context `\(webapp.context)` is taken by another web app (\(other.text))",
                    hint: "give each web app a context of its own")
            }
            guard let facts = try Files.facts(webapp.source, following: true) else {
                throw webapp.place.refusal(
                    "there is no web app \(webapp.source)", hint: "build it first, or mend the path in `war`")
            }
            guard facts.kind == .folder || facts.kind == .file && webapp.source.hasSuffix(".war") else {
                throw webapp.place.refusal(
                    "\(webapp.source) is neither a .war file nor a folder", hint: "mend the path in `war`")
            }
        }
    }

    private func base(_ context: String) -> String { ServiceSpec.WebApp(context: context).base }

    private func checkTemplates() throws {
        var targets: Set<String> = []
        for template in recipe.templates {
            let target = template.target
            if !targets.insert(target).inserted {
                throw template.place.refusal("two templates make \(target)", hint: "remove one of the two")
            }
            if let other = targets.first(where: { $0.hasPrefix(target + "/") || target.hasPrefix($0 + "/") }) {
                throw template.place.refusal(
                    "one of the templates \(other) and \(target) would have to be a folder",
                    hint: "give one of the two another `to`")
            }
            if recipe.files.files[target] != nil || recipe.files.hasFolder(target)
                || FileSet.above(target).contains(where: { recipe.files.files[$0] != nil })
            {
                throw template.place.refusal(
                    "\(target) is made by `files` and by a template", hint: "give one of the two another `to`")
            }
            if let taken = ReleasePath.reserved.first(where: { target == $0 || target.hasPrefix($0 + "/") }) {
                throw template.place.refusal(
                    "\(target) lies in \(taken)/, which the release fills itself", hint: "choose another folder")
            }
            guard try Files.facts(template.source, following: true)?.kind == .file else {
                throw template.place.refusal(
                    "there is no template \(template.source)", hint: "make it first, or mend the path in `from`")
            }
        }
    }

    private func checkListeners() throws {
        for (index, item) in (root["listen"]?.items ?? []).enumerated() {
            for other in recipe.listen[..<index] {
                if other.name == recipe.listen[index].name {
                    throw item.place.refusal("two of `listen` are named \(other.name)", hint: "give each its own name")
                }
                if other.port == recipe.listen[index].port {
                    throw item.place.refusal(
                        "\(recipe.listen[index].name) and \(other.name) of `listen` have one port, \(other.port)",
                        hint: "give each its own port")
                }
            }
        }
        guard recipe.listen.isEmpty else { return }
        if recipe.sockets == .inherited {
            let group = root[recipe.runtime.rawValue]
            throw place(group?["sockets"]).refusal(
                "`sockets: inherited` has nothing to pass on", hint: "add `listen: [ { name: http, port: 8080 } ]`")
        }
        if let path = root["start"]?["warm-up"]?.items.first {
            throw path.place.refusal(
                "`start.warm-up` asks the app, and it has no `listen`",
                hint: "add `listen: [ { name: http, port: 8080 } ]`")
        }
    }

    private func checkPrograms() throws {
        for item in root["health"]?.items ?? [] {
            guard let first = item["exec"]?.items.first, let path = first.text else { continue }
            try FileRule.program(path, of: "health[].exec", in: recipe.files, at: first.place)
        }
        if let folder = root["exec"]?["directory"], let path = folder.text, path != "." {
            let isMade = recipe.templates.contains { $0.target.hasPrefix(path + "/") }
            guard isMade || recipe.files.hasFolder(path) else {
                throw folder.place.refusal(
                    "there is no folder \(path) among `files`", hint: "use `.`, or bring it in with `files`")
            }
        }
        if let hook = root["hooks"]?["pre-start"], let path = hook.text {
            try FileRule.program(path, of: "hooks.pre-start", in: recipe.files, at: hook.place)
        }
        for step in recipe.steps {
            try checkCommand(step.do, of: "steps[].do")
            try checkCommand(step.undo ?? [], of: "steps[].undo")
        }
    }

    private func checkCommand(_ words: [Recipe.Property], of key: String) throws {
        guard let program = words.first else { return }
        try FileRule.program(program.value, of: key, in: recipe.files, at: program.place)
        for word in words where word.value.contains("${secret:") {
            throw word.place.refusal(
                "a secret in `\(key)` would be seen by every user of the host",
                hint: "the program finds what `env` names in its environment; or name its file by ${secret-file:…}")
        }
    }

    private func checkTimes() throws {
        for (step, item) in zip(recipe.steps, root["steps"]?.items ?? [])
        where step.deadline < .milliseconds(100) || step.deadline > .seconds(86_400) {
            throw place(item["deadline"]).refusal(
                "`steps[].deadline` must be 100ms to a day, not \(step.deadline)", hint: "for example `deadline: 60s`")
        }
        if recipe.start.deadline < .seconds(1) {
            throw place(root["start"]?["deadline"]).refusal(
                "`start.deadline` must be 1s or more, not \(recipe.start.deadline)", hint: "for example `deadline: 60s`"
            )
        }
    }

    private func checkMemory() throws {
        for option in root["jvm"]?["options"]?.items ?? [] where recipe.heap != nil {
            guard let text = option.text, text.hasPrefix("-Xmx") else { continue }
            throw option.place.refusal(
                "`jvm.options` has `\(text.shown)` beside `jvm.heap`", hint: "remove one of the two")
        }
        guard let memory = recipe.limits.memory else { return }
        let place = place(root["limits"]?["memory"])
        if memory < 1 << 20 {
            throw place.refusal(
                "`limits.memory` must be 1m or more, not \(ByteSize.text(memory))", hint: "for example `memory: 1g`")
        }
        if let heap = recipe.heap, let bytes = ByteSize.bytes(heap), bytes > memory {
            throw place.refusal(
                "`limits.memory` is \(ByteSize.text(memory)), less than the heap of \(heap)",
                hint: "leave room for the heap and about a third more")
        }
    }

    private func checkSwitch() throws {
        let modes = SwitchModes(recipe.program)
        guard !modes.allowed.contains(recipe.switch.mode) else { return }
        throw place(root["switch"]?["mode"]).refusal(
            "`switch.mode` cannot be \(recipe.switch.mode.rawValue): \(modes.reason)", hint: modes.hint)
    }

    /// What only our connector can do; accepted elsewhere it would do nothing.
    private func checkTomcatOnly() throws {
        if case .tomcat = recipe.program { return }
        if let drain = root["stop"]?["drain"] {
            throw drain.place.refusal(
                "`stop.drain` needs `runtime: tomcat`: no other program is told to drain",
                hint: "remove it; `stop.deadline` is the time from SIGTERM to SIGKILL")
        }
        if let warm = root["switch"]?["keep-warm"] {
            throw warm.place.refusal(
                "`switch.keep-warm` needs `runtime: tomcat`: no other program can be kept parked", hint: "remove it")
        }
    }

    private func checkShared() throws {
        var names: Set<String> = []
        for item in root["shared"]?.items ?? [] {
            guard let name = item.text, !names.insert(name).inserted else { continue }
            throw item.place.refusal("`shared` names \(name) twice", hint: "remove one of the two")
        }
    }

    private func checkKeeping() throws {
        if let size = root["logs"]?["size"], recipe.logs.size < 64 << 10 || recipe.logs.size > 1 << 40 {
            throw size.place.refusal(
                "`logs.size` must be 64k to 1024g, not \(ByteSize.text(recipe.logs.size))",
                hint: "for example `size: 16m`"
            )
        }
        if let age = root["logs"]?["age"], recipe.logs.age < .seconds(60) {
            throw age.place.refusal(
                "`logs.age` must be 1m or more, not \(recipe.logs.age)", hint: "for example `age: 24h`")
        }
        if let size = root["incidents"]?["size"], recipe.incidents.size < 1 << 20 || recipe.incidents.size > 1 << 40 {
            throw size.place.refusal(
                "`incidents.size` must be 1m to 1024g, not \(ByteSize.text(recipe.incidents.size))",
                hint: "for example `size: 64m`")
        }
        if let heap = root["incidents"]?["heap"], recipe.incidents.heap, recipe.runtime == .exec {
            throw heap.place.refusal(
                "`incidents.heap` needs `runtime: tomcat` or `runtime: java`: no other program has a Java heap",
                hint: "remove it")
        }
    }

    private func place(_ value: CheckedValue?) -> Place { value?.place ?? root.place }
}
