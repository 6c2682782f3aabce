import SlipwayModel
import SlipwaySystem
import SlipwayTesting
import Testing

extension EndToEnd {
    /// A web app as somebody has it lying about, and nothing else: a recipe, a release, an answer.
    @Test(arguments: ["shop-1.4.2.war", "exploded", "old.war"])
    func aWebAppAloneBecomesAServer(kind: String) throws {
        let stage = try Stage()
        let isOld = kind == "old.war"
        let servlets = isOld ? "javax" : "jakarta"
        try stage.folder.write(
            "apps/pages/index.jsp",
            "<%@ page import=\"\(servlets).servlet.http.HttpServletRequest\" %>"
                + "<% HttpServletRequest asked = request; %>found at <%= asked.getContextPath() %>.")
        try stage.folder.write("apps/pages/WEB-INF/web.xml", "<web-app version='2.5'></web-app>")
        let apps = stage.folder("apps")
        var webapp = "pages"
        if kind.hasSuffix(".war") {
            expect(try Command.run("zip", ["-q", "-r", "../" + kind, "."], folder: apps + "/pages"), 0)
            try Folders.removeAll(apps + "/pages")
            webapp = kind
        }
        let result = try Command.run(
            Programs.slipway, ["init", webapp, "--name", "first", "--output", "recipe", "--json"], folder: apps)
        let told = try JSONText.value(Told.self, from: Array(expect(result, 0).output.utf8))
        #expect(told.name == "first")
        #expect(told.version == (kind == "shop-1.4.2.war" ? "1.4.2" : "1.0.0"))
        #expect(told.servlets == servlets)
        #expect(told.webapp == (isOld ? "first.war" : "../" + webapp))
        // Never over what is there.
        let written = try Files.text(apps + "/recipe/recipe.yaml")
        expect(try Command.run(Programs.slipway, ["init", webapp, "--output", "recipe"], folder: apps), 1)
        #expect(try Files.text(apps + "/recipe/recipe.yaml") == written)

        try stage.up()
        let app = try SampleApp("first", recipe: apps + "/recipe", on: stage)
        expect(try app.deploy("2.0.0", "warm-start.archive=false"), 0)
        #expect(app.get(told.context + "/")?.contains("found at \(told.context).") == true)
    }

    private struct Told: Decodable {
        var name: String
        var version: String
        var context: String
        var webapp: String
        var servlets: String?
    }
}
