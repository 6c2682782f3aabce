import SlipwayModel
import SlipwayRecipe

/// What templates and properties may name, all of it known when the release is built.
enum BuildValues {
    /// For the values of properties themselves: everything but properties.
    static func plain(_ recipe: Recipe) -> [String: TemplateValue] {
        let ports = recipe.listen.map { ($0.name, TemplateValue.text("\($0.port)")) }
        return [
            "name": .text(recipe.name.name),
            "version": .text(recipe.name.version),
            "listen": .group(Dictionary(ports) { $1 }),
            "listeners": .list(
                recipe.listen.map { .group(["name": .text($0.name), "port": .text("\($0.port)")]) }),
            "webapps": .list(
                recipe.webapps.map {
                    .group(["context": .text($0.context), "base": .text(ServiceSpec.WebApp(context: $0.context).base)])
                }),
            "jvm": .group(["heap": .text(recipe.heap ?? "")]),
        ]
    }

    static func all(_ recipe: Recipe, properties: [String: String]) -> TemplateValue {
        .group(plain(recipe).merging(["properties": .properties(properties)]) { $1 })
    }

    /// The properties with their own `{{…}}` filled in.
    static func rendered(_ properties: [Recipe.Property], _ recipe: Recipe) throws -> [String: String] {
        let renderer = TemplateRenderer(values: .group(plain(recipe)))
        var values: [String: String] = [:]
        for property in properties {
            values[property.key] = try renderer.render(property.value, escaping: .none) { _ in property.place.text }
        }
        return values
    }
}
