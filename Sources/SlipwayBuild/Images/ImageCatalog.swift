import SlipwayModel
import SlipwayRecipe
import SlipwaySystem

/// Finds image definitions: beside the recipe, in `./images`, then among those built in.
package struct ImageCatalog: Sendable {
    private let folders: [String]

    /// `recipeFolder`: where the recipe lies, nil without one.
    package init(recipeFolder: String? = nil) {
        folders = (recipeFolder.map { [$0] } ?? []) + ["images"]
    }

    /// nil when nobody defines it.
    package func definition(_ name: String) throws -> ImageDefinition? {
        for folder in folders {
            let file = joined(folder, name + ".yaml")
            if Files.exists(file) { return try ImageDefinition.read(file, name: name) }
        }
        return try BuiltInImages.texts[name].map { try ImageDefinition.builtIn($0, name: name) }
    }

    package func find(_ name: String) throws -> ImageDefinition {
        guard let definition = try definition(name) else {
            throw Refusal(.notFound, "there is no image `\(name)`", hint: hint(name))
        }
        return definition
    }

    /// Where an image that nobody defines was looked for.
    package func hint(_ name: String) -> String {
        "looked for \(folders.map { joined($0, name + ".yaml") }.joined(separator: ", ")); built in: "
            + BuiltInImages.texts.keys.sorted().joined(separator: ", ")
    }

    /// Every image that has a definition in one of the places, by name.
    package func all() throws -> [ImageDefinition] {
        var names = Set(BuiltInImages.texts.keys)
        for (position, folder) in folders.enumerated() {
            for file in try Files.names(in: folder) where file.hasSuffix(".yaml") {
                // A recipe's folder holds other files as well.
                let isOurs = try position == folders.count - 1 || Self.isDefinition(joined(folder, file))
                if isOurs { names.insert(String(file.dropLast(5))) }
            }
        }
        return try names.filter(ReleaseName.isVersion).sorted().map(find)
    }

    private static func isDefinition(_ file: String) throws -> Bool {
        do {
            guard case .map(let entries) = try WrittenFile.read(file).content else { return false }
            return entries.contains { $0.key == "layout" }
        } catch is Refusal {
            return false
        }
    }
}
