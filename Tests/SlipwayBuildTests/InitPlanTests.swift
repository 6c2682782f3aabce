import SlipwayBuild
import SlipwayModel
import SlipwayRecipe
import SlipwaySystem
import SlipwayTesting
import Testing

@Suite struct InitPlanTests {
    private let folder: TemporaryFolder

    init() throws { folder = try TemporaryFolder("init") }

    struct Named: Sendable {
        var file: String
        var name: String
        var version: String
        var context: String
    }

    @Test(arguments: [
        Named(file: "shop.war", name: "shop", version: "1.0.0", context: "/shop"),
        Named(file: "shop-1.4.2.war", name: "shop", version: "1.4.2", context: "/shop"),
        Named(file: "Shop_Admin-2.0-SNAPSHOT.war", name: "shop-admin", version: "2.0-SNAPSHOT", context: "/Shop_Admin"),
        Named(file: "ROOT.war", name: "around", version: "1.0.0", context: "/"),
        Named(file: "ROOT##7.war", name: "around", version: "7", context: "/"),
        Named(file: "shop#admin##3.1.war", name: "shop-admin", version: "3.1", context: "/shop/admin"),
        Named(file: "web-2.war", name: "web-2", version: "1.0.0", context: "/web-2"),
        Named(file: "42.war", name: "app", version: "1.0.0", context: "/42"),
        Named(file: "läden.war", name: "l-den", version: "1.0.0", context: "/lden"),
        Named(file: "webapp", name: "around", version: "1.0.0", context: "/"),
        Named(file: "a##b c.war", name: "a", version: "1.0.0", context: "/a"),
    ])
    func aFileNameTellsNameVersionAndContext(_ named: Named) {
        let plan = InitPlan(file: named.file, in: "around", facts: WebAppFacts())
        #expect(plan.name == named.name)
        #expect(plan.version == named.version)
        #expect(plan.context == named.context)
    }

    @Test func theManifestTellsTheVersionWhenTheNameDoesNot() {
        var facts = WebAppFacts()
        facts.version = "3.2.1"
        #expect(InitPlan(file: "shop.war", in: "x", facts: facts).version == "3.2.1")
        #expect(InitPlan(file: "shop##9.war", in: "x", facts: facts).version == "9")
        facts.version = "build of today"
        #expect(InitPlan(file: "shop.war", in: "x", facts: facts).version == "1.0.0")
    }

    @Test func aPersonsWordsWinAndAreChecked() throws {
        var plan = InitPlan(file: "shop.war", in: "x", facts: WebAppFacts())
        try plan.choose(name: "store", version: "2.0.0")
        #expect(plan.name == "store" && plan.version == "2.0.0")
        #expect(throws: Refusal.self) { try plan.choose(name: "Store", version: nil) }
        #expect(throws: Refusal.self) { try plan.choose(name: nil, version: "a b") }
    }

    /// All that can be in a recipe at once, and names that mean something to YAML: the loader reads what was meant.
    @Test(arguments: ["shop.war", "null##1.10.war", "yes-1.0.war", "a b's.war", "on##true.war", "e##1e3.war"])
    func theRecipeIsWhatTheLoaderReads(file: String) throws {
        var facts = WebAppFacts()
        facts.servlets = .jakarta
        facts.pages = 3
        facts.resources = ["jdbc/shop", "mail/Session"]
        facts.properties = ["app.properties"]
        facts.drawing = ["java.awt.Font", "jasperreports-6.20.jar"]
        facts.hasContextFile = true
        facts.classVersion = 65
        let plan = InitPlan(file: file, in: "x", facts: facts)
        try folder.write("apps/\(file)", "PK")
        let text = try plan.recipe(webapp: "../apps/\(file)", origin: nil, build: "recipe")
        try folder.write("recipe/recipe.yaml", text)
        let recipe = try RecipeLoader.load(folder("recipe"))
        #expect(recipe.name.name == plan.name)
        #expect(recipe.name.version == plan.version)
        for line in text.split(separator: "\n") { #expect(line.utf8.count <= 120, "\(line)") }
        for word in ["jdbc/shop, mail/Session", "app.properties", "jasperreports-6.20.jar", "Java 21", "fonts"] {
            #expect(text.replacing("\n# ", with: " ").contains(word), "\(word): \(text)")
        }
    }

    @Test func aPageThatAnswersIsAskedAndElseThePort() throws {
        var facts = WebAppFacts()
        try folder.write("shop.war", "PK")
        for (welcome, sign) in [("index.jsp", "- http: /shop/ "), (nil, "- tcp: http ")] as [(String?, String)] {
            facts.welcome = welcome
            let text = try InitPlan(file: "shop.war", in: "x", facts: facts).recipe(
                webapp: "../shop.war", origin: nil, build: "r")
            #expect(text.contains(sign), "\(text)")
            try folder.write("r/recipe.yaml", text)
            #expect(try RecipeLoader.load(folder("r")).health.count == 1)
        }
    }
}
