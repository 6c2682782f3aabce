import SlipwayModel
import SlipwaySystem

/// Finds image definitions: beside the recipe, in `./images`, then among those built in.
package struct ImageCatalog: Sendable {
    private let folders: [String]

    /// `recipeFolder`: where the recipe lies, nil without one.
    package init(recipeFolder: String? = nil) {
        folders = (recipeFolder.map { [$0] } ?? []) + ["images"]
    }

    package func find(_ name: String) throws -> ImageDefinition {
        for folder in folders {
            let file = joined(folder, name + ".yaml")
            if Files.exists(file) { return try ImageDefinition.read(file, name: name) }
        }
        if let text = BuiltInImages.texts[name] { return try ImageDefinition.builtIn(text, name: name) }
        throw Refusal(
            .badInput, "there is no image `\(name)`",
            hint: "looked for \(folders.map { joined($0, name + ".yaml") }.joined(separator: ", ")); built in: "
                + BuiltInImages.texts.keys.sorted().joined(separator: ", "))
    }

    /// Every image that has a definition in `./images` or built in, by name.
    package func all() throws -> [ImageDefinition] {
        var names = Set(BuiltInImages.texts.keys)
        for folder in folders.suffix(1) {
            for file in try Files.names(in: folder) where file.hasSuffix(".yaml") {
                names.insert(String(file.dropLast(5)))
            }
        }
        return try names.filter(ReleaseName.isVersion).sorted().map(find)
    }
}
