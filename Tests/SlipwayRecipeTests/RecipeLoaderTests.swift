import SlipwayModel
import SlipwayRecipe
import SlipwaySystem
import SlipwayTesting
import Testing

struct RecipeLoaderTests {
    private static let top = parent(of: parent(of: parent(of: #filePath)))

    @Test func theReferenceIsTrueAndNamesEveryKey() throws {
        let file = Self.top + "/recipes/reference.yaml"
        let recipe = try RecipeLoader.load(file)
        #expect(recipe.name == ReleaseName(name: "shop", version: "1.4.2"))
        #expect(recipe.webapps.map(\.context) == ["/", "/admin"])
        #expect(recipe.start.warmUp == ["/", "/search?q=x"])
        #expect(recipe.restart == RestartPolicy())
        var named: Set<String> = []
        func collect(_ value: WrittenValue, _ path: String) {
            switch value.content {
            case .map(let entries):
                for entry in entries {
                    let inner = path.isEmpty ? entry.key : path + "." + entry.key
                    named.insert(inner)
                    collect(entry.value, inner)
                }
            case .list(let items): for item in items { collect(item, path + "[]") }
            case .scalar, .nothing: break
            }
        }
        collect(try WrittenFile.read(file), "")
        for path in RecipeSchema.schema.paths { #expect(named.contains(path), "\(path) is not in the reference") }
    }

    @Test func defaultsFillWhatIsNotSaid() throws {
        let recipe = try RecipeFolder().load()
        #expect(recipe.listen == [ServiceSpec.Listener(name: "http", port: 8080)])
        #expect(recipe.health.isEmpty)
        #expect(recipe.switch == SwitchPolicy())
        #expect(recipe.restart == RestartPolicy())
        #expect(recipe.start == ServiceSpec.Start())
        #expect(recipe.stop == ServiceSpec.Stop())
        #expect(recipe.keep == 5)
        #expect(recipe.heap == nil)
    }

    @Test func textStaysTextWhateverYAMLWouldMakeOfIt() throws {
        let text = RecipeFolder.good.replacing("1.4.2", with: "1.10") + "\nenv: { A: yes, B: 010, C: \"\", D: \"~\" }"
        let recipe = try RecipeFolder(text).load()
        #expect(recipe.name.version == "1.10")
        #expect(recipe.env == ["A": "yes", "B": "010", "C": "", "D": "~"])
    }

    @Test func aFolderStandsForTheRecipeInIt() throws {
        let folder = try RecipeFolder()
        let recipe = try RecipeLoader.load(folder.folder.path)
        #expect(recipe.file == folder.folder.path + "/recipe.yaml")
        #expect(recipe.webapps[0].source == folder.folder("shop.war"))
    }
}
