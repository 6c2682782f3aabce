import SlipwayModel
import SlipwayRecipe
import SlipwaySystem
import SlipwayTesting
import Testing

/// What is added to a good recipe, and where and how it is refused.
struct BadLine: Sendable, CustomTestStringConvertible {
    var text: String
    var line: Int
    var says: String
    var hint: String?
    var testDescription: String { text }

    init(_ text: String, at line: Int = 6, _ says: String, hint: String? = nil) {
        self.text = text
        self.line = line
        self.says = says
        self.hint = hint
    }
}

struct RecipeRefusalTests {
    @Test func theGoodRecipeIsTaken() throws {
        #expect(try RecipeFolder().refusal() == nil)
    }

    @Test(arguments: [
        BadLine("helth: []", "a recipe has no key `helth`", hint: "did you mean `health`?"),
        BadLine("switch: { trail: 5s }", "no key `switch.trail`", hint: "did you mean `switch.trial`?"),
        BadLine("health:\n  - { http: /a, evry: 2s }", at: 7, "no key `health[].evry`"),
        BadLine("colour: blue", "no key `colour`", hint: "known here: name, version"),
        BadLine("shared: [ uploads ]", "no key `shared`"),
        BadLine("name: other", "the key `name` appears twice, first in line 1"),
        BadLine("\"name\" : other", "the key `name` appears twice"),
        BadLine("stop:\n  drain: 1s\n\n# words\n  deadline: 2s\n  drain: 3s", at: 11, "twice, first in line 7"),
        BadLine("  - war: admin\n    context: /x\n    war: admin", at: 8, "the key `war` appears twice"),
        BadLine("stop: { drain: 1s, drain: 2s }", "the key `drain` appears twice"),
        BadLine("keep: many", "`keep` must be a whole number from 1 to 1000, not `many`"),
        BadLine("keep: 0", "`keep` must be a whole number from 1 to 1000, not `0`"),
        BadLine("keep: [5]", "`keep` must be a whole number from 1 to 1000, not a list"),
        BadLine("keep:", "`keep` has no value"),
        BadLine("order: -1", "`order` must be a whole number"),
        BadLine("runtime: jetty", "`runtime` must be one of `tomcat`"),
        BadLine("listen: [ { name: http, port: 0 } ]", "`listen[].port` must be a whole number from 1 to 65535"),
        BadLine("listen: [ { name: http, port: 65536 } ]", "not `65536`"),
        BadLine("listen: [ { name: HTTP, port: 80 } ]", "`listen[].name` must be"),
        BadLine("listen: []", "`listen` must have exactly 1 item, not 0"),
        BadLine("listen: { http: 80 }", "`listen` must be a list, not a group of keys"),
        BadLine("listen: [ { name: http } ]", "`listen[].port` is missing"),
        BadLine("start: { deadline: 5 }", "`start.deadline` must be a length of time"),
        BadLine("start: { deadline: 0s }", at: 1, "`start.deadline` must be 1s or more"),
        BadLine("stop: { drain: -1s }", "`stop.drain` must be a length of time"),
        BadLine("stop: 10s", "`stop` must be a group of keys, not `10s`"),
        BadLine("switch: { mode: blue-green }", "`switch.mode` must be one of `overlap`, `handover`"),
        BadLine("switch: { trial: 99999h }", "`switch.trial` must be a length of time"),
        BadLine("restart: { backoff: 60s..1s }", "`restart.backoff` must be two lengths of time"),
        BadLine("restart: { backoff: 1s }", "`restart.backoff` must be two lengths of time"),
        BadLine("restart: { budget: 10 per 1h }", "`restart.budget` must be a number of times"),
        BadLine("jvm: { heap: lots }", "`jvm.heap` must be a size such as `512m`"),
        BadLine("jvm: { options: [ Xss1m ] }", "`jvm.options[]` must be one option that begins with `-`"),
        BadLine("jvm: { heap: 1g, options: [ -Xmx2g ] }", at: 1, "`-Xmx2g` beside `jvm.heap`"),
        BadLine("env: { 1A: x }", "the key `1A` in `env` must be letters, digits and `_`"),
        BadLine("env: [ A=1 ]", "`env` must be a group of keys, not a list"),
        BadLine("properties: { \"a b\": x }", "the key `a b` in `properties` must be"),
        BadLine("properties: { a: { secret: x } }", "`properties.a` must be text, not a group of keys"),
        BadLine("health: [ { http: health } ]", "`health[].http` must be a path that begins with `/`"),
        BadLine("health: [ { contains: OK } ]", "`health[].http` is missing"),
        BadLine("health: [ { http: /, then: panic } ]", "`health[].then` must be one of `restart`, `alert`"),
        BadLine("health: [ { http: /, every: 1ms } ]", at: 1, "`health[].every` of / must be 100ms or more"),
        BadLine("templates: [ { from: none, to: conf/a } ]", "there is no template none"),
        BadLine("templates: [ { from: server.xml.mustache, to: a } ]", "`templates[].to` must be a path below `conf/`"),
        BadLine("templates: [ { from: server.xml.mustache, to: conf/../a } ]", "`templates[].to` must be"),
        BadLine("  - { war: admin, context: / }", "the context `/` is taken by another web app (recipe.yaml:5)"),
        BadLine("  - { war: admin, context: /ROOT }", "is taken by another web app"),
        BadLine("  - { war: admin, context: admin }", "`webapps[].context` must be `/`"),
        BadLine("  - { war: admin, context: /a/ }", "`webapps[].context` must be `/`"),
        BadLine("  - { war: none.war, context: /x }", "there is no web app none.war"),
        BadLine("  - { war: server.xml.mustache, context: /x }", "neither a .war file nor a folder"),
        BadLine("? [a, b]\n: c", "a key must be a word"),
        BadLine("env: [ unclosed", at: 7, "this is not YAML"),
        BadLine("env: *nobody", "this is not YAML"),
    ])
    func aBadLineIsRefusedWithItsPlace(_ bad: BadLine) throws {
        let refusal = try #require(try RecipeFolder(RecipeFolder.good + "\n" + bad.text + "\n").refusal())
        #expect(refusal.code == .badInput)
        #expect(refusal.sentence.hasPrefix("recipe.yaml:\(bad.line): "), "\(refusal.sentence)")
        #expect(refusal.sentence.contains(bad.says), "\(refusal.sentence)")
        if let hint = bad.hint { #expect(refusal.hint?.contains(hint) == true, "\(refusal.hint ?? "no hint")") }
    }

    @Test(arguments: [
        ("name", "`name` is missing"), ("version", "the release has no version"),
        ("images", "`images` is missing"), ("webapps", "`webapps` is missing"),
    ])
    func aMissingKeyIsNamed(_ key: String, _ says: String) throws {
        var lines = RecipeFolder.good.split(separator: "\n").map(String.init)
        lines.removeAll { $0.hasPrefix(key) || key == "webapps" && $0.hasPrefix("  -") }
        let refusal = try #require(try RecipeFolder(lines.joined(separator: "\n")).refusal())
        #expect(refusal.sentence.contains(says), "\(refusal.sentence)")
        #expect(refusal.hint != nil)
    }

    @Test(arguments: [
        ("", "recipe.yaml is empty"), ("# only words\n", "recipe.yaml is empty"), ("- a\n", "this is a list"),
        ("just words", "not `just words`"), ("\u{1}", "recipe.yaml"), ("name: &a [*a]", "recipe.yaml"),
    ])
    func whatIsNoRecipeIsRefused(_ text: String, _ says: String) throws {
        let refusal = try #require(try RecipeFolder(text).refusal())
        #expect(refusal.code == .badInput)
        #expect(refusal.sentence.contains(says) || says == "not `just words`", "\(refusal.sentence)")
    }

    @Test func deepAndRepeatedNestingIsRefusedWithoutACrash() throws {
        #expect(try RecipeFolder(String(repeating: "[", count: 200_000)).refusal()?.code == .badInput)
        var text = "a0: &a0 [x, x, x, x, x, x, x, x, x, x]\n"
        for level in 1...12 {
            let items = Array(repeating: "*a\(level - 1)", count: 10).joined(separator: ", ")
            text += "a\(level): &a\(level) [\(items)]\n"
        }
        let refusal = try #require(try RecipeFolder(text).refusal())
        #expect(refusal.sentence.contains("too many values"))
    }

    @Test func whatMayNotBeReadIsTheKernelsWordNotABadRecipe() throws {
        let folder = try RecipeFolder()
        try Disk.unlink(folder.file)
        // Nobody may open it, root least of all.
        try Disk.symlink(to: "recipe.yaml", at: folder.file)
        let error = try #require(throws: SystemError.self) { try folder.load() }
        #expect(error.subject == folder.file)
    }

    @Test func aMissingFileAndOneThatIsNoTextAreRefused() throws {
        let folder = try RecipeFolder()
        let missing = try #require(throws: Refusal.self) { try RecipeLoader.load(folder.folder("none.yaml")) }
        #expect(missing.sentence == "there is no file \(folder.folder("none.yaml"))")
        try DurableFile.replace(folder.folder("latin.yaml"), with: [0x6e, 0x3a, 0x20, 0xe9])
        #expect(throws: Refusal(.badInput, "\(folder.folder("latin.yaml")) is not UTF-8 text")) {
            try RecipeLoader.load(folder.folder("latin.yaml"))
        }
    }
}
