import SlipwayModel
import SlipwayRecipe
import SlipwayTesting

/// A folder with a web app, a template, some files and a recipe to break.
struct RecipeFolder {
    static let good = """
        name: shop
        version: 1.4.2
        images: { jdk: jdk-17, tomcat: tomcat-10.1 }
        webapps:
          - { war: shop.war, context: / }
        """

    static let java = """
        name: shop
        version: 1.4.2
        runtime: java
        images: { jdk: jdk-17 }
        files: [ { from: lib, to: lib }, { from: run, to: bin/run, mode: "0755" } ]
        """

    static let exec = """
        name: shop
        version: 1.4.2
        runtime: exec
        files: [ { from: run, to: bin/run, mode: "0755" }, { from: app.conf, to: etc/app.conf, node: true } ]
        """

    let folder: TemporaryFolder
    var file: String { folder("recipe.yaml") }

    init(_ text: String = good) throws {
        folder = try TemporaryFolder("recipe")
        try folder.write("shop.war", "")
        try folder.write("admin/WEB-INF/web.xml", "<web-app/>")
        try folder.write("server.xml.mustache", "<Server/>")
        try folder.write("lib/b.jar", "b")
        try folder.write("lib/a.jar", "a")
        try folder.write("lib/deep/c.jar", "c")
        try folder.write("run", "#!/bin/sh\n")
        try folder.write("app.conf", "port=${listen.http}\n")
        try folder.write("recipe.yaml", text)
    }

    func load(_ settings: [String] = [], version: String? = nil) throws -> Recipe {
        try RecipeLoader.load(file, settings: settings.map { try Setting($0) }, version: version)
    }

    /// The refusal of loading, its sentence without the folder's path; nil when it loads.
    func refusal(_ settings: [String] = [], version: String? = nil) throws -> Refusal? {
        do {
            _ = try load(settings, version: version)
            return nil
        } catch var refusal as Refusal {
            refusal.sentence = refusal.sentence.replacing(folder.path + "/", with: "")
            return refusal
        }
    }
}
