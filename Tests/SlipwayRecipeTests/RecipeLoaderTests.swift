import SlipwayModel
import SlipwayRecipe
import SlipwaySystem
import SlipwayTesting
import Testing

struct RecipeLoaderTests {
    @Test func defaultsFillWhatIsNotSaid() throws {
        let recipe = try RecipeFolder().load()
        #expect(recipe.listen == [ServiceSpec.Listener(name: "http", port: 8080)])
        #expect(recipe.health.isEmpty)
        #expect(recipe.switch == SwitchPolicy())
        #expect(recipe.restart == RestartPolicy())
        #expect(recipe.start == ServiceSpec.Start())
        #expect(recipe.stop == ServiceSpec.Stop())
        #expect(recipe.limits == ServiceSpec.Limits())
        #expect(recipe.hooks == ServiceSpec.Hooks())
        #expect(recipe.keep == 5)
        #expect(recipe.order == 10)
        #expect(recipe.heap == nil)
        #expect(recipe.cluster == nil)
        #expect(recipe.runtime == .tomcat)
        #expect(recipe.sockets == .admitted)
    }

    @Test func aProgramOpensItsPortsAndStopsFirstUnlessToldOtherwise() throws {
        let own = try RecipeFolder(RecipeFolder.exec + "\nexec: { command: [ bin/run ] }").load()
        #expect(own.sockets == .own)
        #expect(own.switch.mode == .stopStart)
        #expect(own.listen.isEmpty)
        #expect(own.images.jdk == nil && own.images.tomcat == nil)
        let inherited = try RecipeFolder(
            RecipeFolder.java
                + "\njava: { jar: lib/a.jar, sockets: inherited }\nlisten: [ { name: http, port: 8080 } ]"
        ).load()
        #expect(inherited.sockets == .inherited)
        #expect(inherited.switch.mode == .handover)
    }

    @Test func textStaysTextWhateverYAMLWouldMakeOfIt() throws {
        let text = RecipeFolder.good.replacing("1.4.2", with: "1.10") + "\nenv: { A: yes, B: 010, C: \"\", D: \"~\" }"
        let recipe = try RecipeFolder(text).load()
        #expect(recipe.name.version == "1.10")
        #expect(recipe.env.map { "\($0.key)=\($0.value)" } == ["A=yes", "B=010", "C=", "D=~"])
    }

    @Test func aFolderStandsForTheRecipeInIt() throws {
        let folder = try RecipeFolder()
        let recipe = try RecipeLoader.load(folder.folder.path)
        #expect(recipe.file == folder.folder.path + "/recipe.yaml")
        #expect(recipe.webapps[0].source == folder.folder("shop.war"))
    }

    @Test func aFolderOfFilesIsTakenApartInTheOrderOfTheNames() throws {
        let folder = try RecipeFolder(RecipeFolder.java + "\njava: { main: a.B, class-path: [ lib/*.jar, lib/deep ] }")
        let recipe = try folder.load()
        #expect(recipe.files.files.keys.sorted() == ["bin/run", "lib/a.jar", "lib/b.jar", "lib/deep/c.jar"])
        #expect(recipe.files.folders == ["lib", "lib/deep"])
        guard case .java(let java, .own) = recipe.program, case .main("a.B", let path) = java.entry else {
            Issue.record("no class is run")
            return
        }
        #expect(path == ["lib/a.jar", "lib/b.jar", "lib/deep"])
    }

    @Test func withoutAModeAFileKeepsWhetherItMayBeExecuted() throws {
        let folder = try RecipeFolder(
            RecipeFolder.good + "\nfiles: [ { from: run, to: a }, { from: run, to: b, mode: \"0644\" } ]")
        try Disk.chmod(folder.folder("run"), 0o700)
        #expect(try folder.load().files.files.mapValues(\.executable) == ["a": true, "b": false])
        try Disk.chmod(folder.folder("run"), 0o644)
        #expect(try folder.load().files.files.mapValues(\.executable) == ["a": false, "b": false])
    }
}
