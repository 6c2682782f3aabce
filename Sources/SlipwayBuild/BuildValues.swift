import SlipwayModel
import SlipwayRecipe

/// What templates, properties and the words of a command may name, all of it known when the release is built.
enum BuildValues {
    /// For the values of properties themselves: everything but properties.
    static func plain(_ recipe: Recipe) -> [String: TemplateValue] {
        let ports = recipe.listen.map { ($0.name, TemplateValue.text("\($0.port)")) }
        return [
            "name": .text(recipe.name.name),
            "version": .text(recipe.name.version),
            "runtime": .text(recipe.runtime.rawValue),
            "listen": .group(Dictionary(ports) { $1 }),
            "listeners": .list(listeners(recipe.listen)),
            "webapps": .list(
                recipe.webapps.map {
                    .group(["context": .text($0.context), "base": .text(ServiceSpec.WebApp(context: $0.context).base)])
                }),
            "jvm": .group(["heap": .text(recipe.heap ?? "")]),
            "cluster": cluster(recipe.cluster),
            "limits": .group([
                "memory": number(recipe.limits.memory), "cpu": number(recipe.limits.cpu),
                "nofile": number(recipe.limits.nofile), "processes": number(recipe.limits.processes),
            ]),
            "shared": .list(recipe.shared.map { .text($0) }),
        ]
    }

    /// The first is the one that a program finds as its descriptor 0.
    private static func listeners(_ listeners: [ServiceSpec.Listener]) -> [TemplateValue] {
        listeners.enumerated().map { index, listener in
            .group([
                "name": .text(listener.name), "port": .text("\(listener.port)"), "isFirst": .flag(index == 0),
            ])
        }
    }

    /// A section over it is left out without a cluster; its parts can be named all the same.
    private static func cluster(_ cluster: ServiceSpec.Cluster?) -> TemplateValue {
        .group(
            [
                "name": .text(cluster?.name ?? ""), "sessions": .text(cluster?.sessions.rawValue ?? "none"),
                "static": .flag(cluster?.sessions == .static), "multicast": .flag(cluster?.sessions == .multicast),
            ], text: cluster?.name ?? "")
    }

    private static func number(_ value: (some BinaryInteger)?) -> TemplateValue { .text(value.map { "\($0)" } ?? "") }

    static func all(_ recipe: Recipe, properties: [String: String]) -> TemplateValue {
        .group(plain(recipe).merging(["properties": .properties(properties)]) { $1 })
    }

    /// The properties with their own `{{…}}` filled in.
    static func rendered(_ properties: [Recipe.Property], _ recipe: Recipe) throws -> [String: String] {
        Dictionary(zip(properties.map(\.key), try words(properties, recipe))) { $1 }
    }

    /// The same of a list of words.
    static func words(_ words: [Recipe.Property], _ recipe: Recipe) throws -> [String] {
        let renderer = TemplateRenderer(values: .group(plain(recipe)))
        return try words.map { word in
            try renderer.render(word.value, escaping: .none) { _ in word.place.text }
        }
    }
}
