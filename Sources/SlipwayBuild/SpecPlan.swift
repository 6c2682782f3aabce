import SlipwayModel
import SlipwayRecipe

/// How a release runs: each key of its recipe in its place in the service description.
struct SpecPlan {
    let spec: ServiceSpec

    /// Refuses what names something unknown, and secrets that are none.
    init(_ recipe: Recipe) throws {
        let words = LaunchLine.Words(
            options: try BuildValues.words(recipe.options, recipe),
            env: try BuildValues.rendered(recipe.env, recipe),
            program: try BuildValues.words(Self.program(recipe.program), recipe))
        var spec = ServiceSpec(
            name: recipe.name.name, version: recipe.name.version, runtime: recipe.runtime,
            launch: LaunchLine.launch(of: recipe, words), sockets: recipe.sockets,
            jvm: recipe.runtime == .exec
                ? nil
                : ServiceSpec.JVM(
                    heap: recipe.heap, options: words.options, fastStart: recipe.fastStart ? true : nil),
            listen: recipe.listen, webapps: recipe.webapps.map { ServiceSpec.WebApp(context: $0.context) },
            nodeFiles: recipe.files.files.values.filter { $0.text != nil }.map(\.target).sorted(),
            shared: recipe.shared, limits: recipe.limits, cluster: recipe.cluster, hooks: recipe.hooks,
            steps: try Self.steps(recipe),
            secrets: try Self.secrets(recipe), health: Self.health(recipe), start: recipe.start, stop: recipe.stop,
            switch: recipe.switch, restart: recipe.restart, keep: recipe.keep, order: recipe.order)
        if recipe.runtime == .tomcat, !recipe.start.warmUp.isEmpty { spec.start.warmsItself = true }
        spec.logs = recipe.logs
        spec.incidents = recipe.incidents
        self.spec = spec
    }

    /// A Java VM is watched in any case, unless the recipe says itself how.
    private static func health(_ recipe: Recipe) -> [HealthCheck] {
        let isWatched = recipe.health.contains { $0.jvm != nil || $0.log != nil }
        return recipe.health + (recipe.runtime == .exec || isWatched ? [] : HealthCheck.usualOfJava)
    }

    private static func steps(_ recipe: Recipe) throws -> [SwitchStep]? {
        if recipe.steps.isEmpty { return nil }
        return try recipe.steps.map { step in
            SwitchStep(
                at: step.at, do: try BuildValues.words(step.do, recipe),
                undo: try step.undo.map { try BuildValues.words($0, recipe) }, deadline: step.deadline)
        }
    }

    private static func program(_ program: Recipe.Program) -> [Recipe.Property] {
        switch program {
        case .tomcat: []
        case .java(let java, _): java.arguments
        case .exec(let exec, _): exec.command
        }
    }

    private static func secrets(_ recipe: Recipe) throws -> [String] {
        var names = SecretNames()
        let texts = recipe.properties + recipe.webapps.flatMap(\.properties) + recipe.env + recipe.options
        let words = program(recipe.program) + recipe.steps.flatMap { $0.do + ($0.undo ?? []) }
        for text in texts + words { try names.add(text.value) { _ in text.place } }
        for file in recipe.files.files.values.sorted(by: { $0.target < $1.target }) {
            guard let text = file.text else { continue }
            try names.add(text) { .line(file: file.source, number: $0) }
        }
        return names.sorted
    }
}
