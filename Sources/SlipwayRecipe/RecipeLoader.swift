import SlipwayModel
import SlipwaySystem

/// Reads a recipe and checks it against the table, then each value against the others and the files it names.
package enum RecipeLoader {
    /// `path` is a recipe.yaml or the folder that holds one.
    package static func load(_ path: String, settings: [Setting] = [], version: String? = nil) throws -> Recipe {
        let file = Files.isFolder(path) ? joined(path, "recipe.yaml") : path
        return try load(text: WrittenFile.read(file), file: file, settings: settings, version: version)
    }

    private static func load(
        text written: WrittenValue, file: String, settings: [Setting], version: String?
    ) throws -> Recipe {
        let runtime = runtime(of: written)
        let schema = RecipeSchema.schema(for: runtime)
        let checked = try schema.check(schema.applying(settings, to: written, fallback: "properties"))
        let recipe = try RecipeReader(root: checked, file: file, runtime: runtime).recipe(version: version)
        try RecipeConflicts(recipe: recipe, root: checked).check()
        return recipe
    }

    /// Which keys count; a word that is no runtime is left for the check to refuse.
    private static func runtime(of root: WrittenValue) -> ServiceSpec.Runtime {
        guard case .map(let entries) = root.content,
            case .scalar(let word)? = entries.first(where: { $0.key == "runtime" })?.value.content
        else { return .tomcat }
        return ServiceSpec.Runtime(rawValue: word) ?? .tomcat
    }
}
