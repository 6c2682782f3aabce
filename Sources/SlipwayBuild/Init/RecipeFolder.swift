import SlipwayModel
import SlipwayRecipe
import SlipwaySystem

/// Writes a first recipe, with a converted copy of the web app where one is needed, and never over anything.
package struct RecipeFolder {
    package struct Written: Equatable, Sendable {
        /// The path of recipe.yaml.
        package var recipe: String
        /// The web app, as the recipe names it.
        package var webapp: String
        /// Where it was converted from.
        package var origin: String?
    }

    private let folder: String
    private let plan: InitPlan
    private var recipe: String { joined(folder, "recipe.yaml") }

    package init(_ folder: String, _ plan: InitPlan) throws {
        self.folder = folder
        self.plan = plan
        if Files.exists(recipe) {
            throw Refusal(
                .failed, "\(recipe) is there already, and nothing was written",
                hint: "change that one, remove it, or name another folder: --output DIR")
        }
        if InitSource.isWebApp(folder) {
            throw Refusal(
                .usage, "\(folder) is a web app itself, and a recipe in it would be served to clients",
                hint: "name another folder: --output DIR")
        }
    }

    package func write(_ webapp: String) throws -> Written {
        let copy = joined(folder, Files.isFolder(webapp) ? plan.name : plan.name + ".war")
        if plan.needsConversion {
            try Conversion.check(webapp)
            if Files.exists(copy) {
                throw Refusal(
                    .failed, "\(copy) is there already, and nothing was written",
                    hint:
                        "\(webapp) uses javax.servlet, and its converted copy goes there: take that one away, or name "
                        + "another folder with --output DIR")
            }
        }
        try Folders.make(folder)
        if plan.needsConversion { try Conversion.convert(webapp, to: copy) }
        do {
            let path = try InitSource.path(to: webapp, from: folder)
            let written = Written(
                recipe: recipe, webapp: plan.needsConversion ? lastName(of: copy) : path,
                origin: plan.needsConversion ? path : nil)
            try put(try plan.recipe(webapp: written.webapp, origin: written.origin, build: folder))
            return written
        } catch {
            if plan.needsConversion { try? Folders.removeAll(copy) }
            throw error
        }
    }

    /// Whatever stands there was read back as every build reads it.
    private func put(_ text: String) throws {
        let file = try Disk.create(recipe, mode: 0o644, exclusive: true)
        do {
            try Disk.write(Array(text.utf8), to: file, recipe)
            _ = try RecipeLoader.load(recipe)
        } catch {
            try? Disk.unlink(recipe)
            throw error
        }
    }
}
