import ArgumentParser
import SlipwayRecipe
import SlipwayVerbs

struct SchemaCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "schema", abstract: "The JSON Schema of a recipe, for editors.",
        discussion: "Example: slipway schema > recipe.schema.json")

    func run() throws { Terminal.write(try RecipeSchema.jsonSchema, to: 1) }
}
