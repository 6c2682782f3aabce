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
        let schema = RecipeSchema.schema
        let checked = try schema.check(schema.applying(settings, to: written, fallback: "properties"))
        let reader = RecipeReader(root: checked, file: file)
        let recipe = try reader.recipe(version: version)
        try RecipeConflicts.check(recipe)
        return recipe
    }
}
