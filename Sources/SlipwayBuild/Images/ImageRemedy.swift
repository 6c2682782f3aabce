import SlipwaySystem

/// The command line that pins an image anew, with the options the user's case needs.
package struct ImageRemedy: Sendable {
    private let recipe: String?
    private let recipeFolder: String?
    private let store: String?

    /// `store`: as the user named it, nil when it is the one that needs no naming.
    package init(recipe: String? = nil, recipeFolder: String? = nil, store: String? = nil) {
        self.recipe = recipe
        self.recipeFolder = recipeFolder
        self.store = store
    }

    func command(_ definition: ImageDefinition) -> String {
        var words = ["slipway image update", definition.name]
        if let recipe, let recipeFolder, definition.file == joined(recipeFolder, definition.name + ".yaml") {
            words += ["--recipe", recipe]
        }
        if let store { words += ["--store", store] }
        return words.joined(separator: " ")
    }
}
