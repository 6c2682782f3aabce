import SlipwayModel
import SlipwaySystem

/// What each value may be right about alone and wrong about together, and the files that must be there.
enum RecipeConflicts {
    static func check(_ recipe: Recipe) throws {
        try checkWebapps(recipe.webapps)
        try checkTemplates(recipe.templates)
        try checkTimes(recipe)
        let recipePlace = Place.line(file: recipe.file, number: 1)
        for option in recipe.options where option.hasPrefix("-Xmx") && recipe.heap != nil {
            throw recipePlace.refusal("`jvm.options` has `\(option)` beside `jvm.heap`", hint: "remove one of the two")
        }
    }

    private static func checkWebapps(_ webapps: [Recipe.WebApp]) throws {
        var contexts: [String: Place] = [:]
        for webapp in webapps {
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
                throw webapp.place.refusal("\(webapp.source) is neither a .war file nor a folder")
            }
        }
    }

    private static func base(_ context: String) -> String { ServiceSpec.WebApp(context: context).base }

    private static func checkTemplates(_ templates: [Recipe.Template]) throws {
        var targets: Set<String> = []
        for template in templates {
            if !targets.insert(template.target).inserted {
                throw template.place.refusal("two templates make \(template.target)", hint: "remove one of the two")
            }
            guard try Files.facts(template.source, following: true)?.kind == .file else {
                throw template.place.refusal("there is no template \(template.source)")
            }
        }
    }

    private static func checkTimes(_ recipe: Recipe) throws {
        let place = Place.line(file: recipe.file, number: 1)
        for check in recipe.health {
            for (name, span) in [("every", check.every), ("timeout", check.timeout)]
            where span < .milliseconds(100) {
                throw place.refusal("`health[].\(name)` of \(check.http) must be 100ms or more, not \(span)")
            }
        }
        if recipe.start.deadline < .seconds(1) {
            throw place.refusal("`start.deadline` must be 1s or more, not \(recipe.start.deadline)")
        }
    }
}
