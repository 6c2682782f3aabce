import SlipwayBuild
import SlipwayModel
import SlipwayRecipe
import SlipwaySystem
import SlipwayTesting
import Testing

/// Every key that a recipe may have does something that is seen in the release.
struct RecipeKeyTests {
    private func rig(_ recipe: String) throws -> BuildRig {
        let rig = try BuildRig(recipe)
        try rig.folder.write("app/tools/check", "#!/bin/sh\n")
        try rig.folder.write("app/app.conf", "a=${secret:conf-one}\nb=${listen.web}\n")
        try rig.folder.write("app/jars/b.jar", "b")
        try rig.folder.write("app/jars/a.jar", "a")
        try rig.folder.write(
            "app/all.mustache",
            """
            {{runtime}} {{limits.memory}} {{limits.cpu}} {{limits.nofile}} {{#shared}}<{{.}}>{{/shared}}
            {{#cluster}}{{name}}{{/cluster}} {{cluster.sessions}} \
            {{#cluster.static}}S{{/cluster.static}}{{#cluster.multicast}}M{{/cluster.multicast}}
            {{#listeners}}[{{name}} {{port}}{{#isFirst}} first{{/isFirst}}]{{/listeners}}
            """)
        return rig
    }

    private func check(_ effects: [KeyEffect], _ files: [String: (text: String, executable: Bool)]) throws {
        let spec = try JSONText.value(
            ServiceSpec.self, from: Array((files["service/service.json"]?.text ?? "").utf8))
        let compact = try JSONText.string(spec)
        for effect in effects {
            let text = effect.file == "service/service.json" ? compact : files[effect.file]?.text
            #expect(
                text.map { effect.text.isEmpty || $0.contains(effect.text) } == true,
                "\(effect.keys): \(effect.file) is \(text ?? "missing")")
        }
        #expect(spec.fault == nil)
    }

    @Test func everyKeyOfATomcatIsSeenInItsRelease() throws {
        let rig = try rig(KeyedRecipes.tomcat)
        let manifest = try rig.build()
        let files = try rig.files(of: manifest)
        try check(KeyedRecipes.seenInTomcat, files)
        #expect(files["bin/check"]?.executable == true)
        #expect(files["app/app.conf"]?.executable == false)
        #expect(!files.keys.contains("properties/app.properties"))
    }

    @Test func everyKeyOfAJavaProgramIsSeenInItsRelease() throws {
        let rig = try rig(KeyedRecipes.java)
        let manifest = try rig.build()
        let files = try rig.files(of: manifest)
        try check(KeyedRecipes.seenInJava, files)
        #expect(try rig.components(of: manifest) == ["jdk", "wrapper", "war-app", "config"])
        #expect(!files.keys.contains { $0.hasPrefix("tomcat/") || $0.hasPrefix("conf/") || $0.hasSuffix("tomcat.jar") })
        let jar = try self.rig(
            KeyedRecipes.java.replacing("  main: a.b.Main\n  class-path: [ lib/*.jar ]", with: "  jar: lib/b.jar"))
        #expect(
            try jar.spec(of: jar.build()).launch.command.dropFirst(4).prefix(2) == ["-jar", "${release}/lib/b.jar"])
    }

    @Test func everyKeyOfAnyProgramIsSeenInItsRelease() throws {
        let rig = try rig(KeyedRecipes.exec)
        let manifest = try rig.build()
        let files = try rig.files(of: manifest)
        try check(KeyedRecipes.seenInExec, files)
        #expect(try rig.components(of: manifest) == ["wrapper", "war-app", "config"])
        #expect(try rig.spec(of: manifest).jvm == nil)
        #expect(!Files.exists(rig.store + "/images"))
        let absolute = try self.rig(KeyedRecipes.exec.replacing("command: [ bin/check,", with: "command: [ /bin/true,"))
        #expect(try absolute.spec(of: absolute.build()).launch.command.first == "/bin/true")
        let java = try self.rig(
            KeyedRecipes.exec.replacing("command: [ bin/check,", with: "command: [ \"${release}/jdk/bin/java\",")
                + "\nimages: { jdk: my-jdk }")
        #expect(try java.components(of: java.build()) == ["jdk", "wrapper", "war-app", "config"])
    }

    @Test func aReleaseOfAProgramNeedsNoPartOfSlipwayForTomcat() throws {
        let rig = try rig(KeyedRecipes.exec)
        try Folders.removeAll(rig.folder("share"))
        #expect(try rig.refusal() == nil)
    }

    @Test func noKeyIsWithoutAnEffect() {
        // Seen above, in the command of a jar.
        let seen =
            (KeyedRecipes.seenInTomcat + KeyedRecipes.seenInJava + KeyedRecipes.seenInExec).flatMap { $0.keys } + [
                "java.jar"
            ]
        for path in RecipeSchema.schema.paths {
            #expect(
                seen.contains { $0 == path || $0.hasPrefix(path + ".") || $0.hasPrefix(path + "[]") },
                "\(path) has no effect that this test sees")
        }
    }

    @Test func theReferencesBecomePlans() throws {
        let top = parent(of: parent(of: parent(of: #filePath))) + "/recipes/"
        for name in ["reference", "reference-java", "reference-exec"] {
            let plan = try BuildPlan(RecipeLoader.load(top + name + ".yaml"))
            #expect(plan.spec.fault == nil)
        }
        let plan = try BuildPlan(RecipeLoader.load(top + "reference.yaml"))
        #expect(plan.spec.secrets == ["shop-db-password", "shop-keystore", "shop-mail-token"])
    }
}
