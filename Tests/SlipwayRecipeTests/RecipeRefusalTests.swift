import SlipwayModel
import SlipwayRecipe
import SlipwaySystem
import SlipwayTesting
import Testing

struct RecipeRefusalTests {
    private static let run = "files: [ { from: run, to: bin/run, mode: \"0755\" } ]\n"

    @Test func theGoodRecipeIsTaken() throws {
        #expect(try RecipeFolder().refusal() == nil)
    }

    @Test(arguments: [
        BadLine("helth: []", "a recipe has no key `helth`", hint: "did you mean `health`?"),
        BadLine("switch: { trail: 5s }", "no key `switch.trail`", hint: "did you mean `switch.trial`?"),
        BadLine("health:\n  - { http: /a, evry: 2s }", at: 7, "no key `health[].evry`"),
        BadLine("colour: blue", "no key `colour`", hint: "known here: name, version"),
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
        BadLine("runtime: jetty", "`runtime` must be one of `tomcat`, `java`, `exec`, not `jetty`"),
        BadLine("listen: [ { name: http, port: 0 } ]", "`listen[].port` must be a whole number from 1 to 65535"),
        BadLine("listen: [ { name: http, port: 65536 } ]", "not `65536`"),
        BadLine("listen: [ { name: HTTP, port: 80 } ]", "`listen[].name` must be"),
        BadLine("listen: []", "`listen` must have 1 to 8 items, not 0"),
        BadLine("listen: { http: 80 }", "`listen` must be a list, not a group of keys"),
        BadLine("listen: [ { name: http } ]", "`listen[].port` is missing"),
        BadLine("start: { deadline: 5 }", "`start.deadline` must be a length of time"),
        BadLine("start: { deadline: 0s }", "`start.deadline` must be 1s or more"),
        BadLine("stop: { drain: -1s }", "`stop.drain` must be a length of time"),
        BadLine("stop: 10s", "`stop` must be a group of keys, not `10s`"),
        BadLine("switch: { mode: blue-green }", "`switch.mode` must be one of `overlap`, `handover`"),
        BadLine("switch: { trial: 99999h }", "`switch.trial` must be a length of time"),
        BadLine("switch: { keep-warm: 745h }", "`switch.keep-warm` must be a length of time"),
        BadLine("restart: { backoff: 1s..800h }", "`restart.backoff` must be two lengths of time"),
        BadLine("health: [ { http: /, every: 25h } ]", "`health[].every` of http / must be a day or less, not 25h"),
        BadLine(
            "templates:\n  - { from: server.xml.mustache, to: conf/a }\n  - { from: server.xml.mustache, to: conf/a/b }",
            at: 8, "one of the templates conf/a and conf/a/b would have to be a folder"),
        BadLine(
            "templates:\n  - { from: server.xml.mustache, to: conf/a }\n  - { from: server.xml.mustache, to: conf/a }",
            at: 8, "two templates make conf/a"),
        BadLine("restart: { backoff: 60s..1s }", "`restart.backoff` must be two lengths of time"),
        BadLine("restart: { backoff: 1s }", "`restart.backoff` must be two lengths of time"),
        BadLine("restart: { budget: 10 per 1h }", "`restart.budget` must be a number of times"),
        BadLine("jvm: { heap: lots }", "`jvm.heap` must be a size such as `512m`"),
        BadLine("jvm: { fast-start: quick }", "`jvm.fast-start` must be `true` or `false`"),
        BadLine("warm-start: off", "`warm-start` must be `true`, `false` or a group of keys"),
        BadLine("warm-start: [ scan ]", "`warm-start` must be `true`, `false` or a group of keys"),
        BadLine("warm-start: { scan: 1 }", "`warm-start.scan` must be `true` or `false`"),
        BadLine(
            "warm-start: { page: false }", "has no key `warm-start.page`", hint: "did you mean `warm-start.pages`?"),
        BadLine("jvm: { options: [ Xss1m ] }", "`jvm.options[]` must be one option that begins with `-`"),
        BadLine("jvm: { heap: 1g, options: [ -Xmx2g ] }", "`-Xmx2g` beside `jvm.heap`"),
        BadLine("env: { 1A: x }", "the key `1A` in `env` must be letters, digits and `_`"),
        BadLine("env: [ A=1 ]", "`env` must be a group of keys, not a list"),
        BadLine("properties: { \"a b\": x }", "the key `a b` in `properties` must be"),
        BadLine("properties: { a: { secrets: x } }", "no key `properties.a.secrets`", hint: "`properties.a.secret`?"),
        BadLine("properties: { a: { secret: a/b } }", "`properties.a.secret` must be letters, digits"),
        BadLine("properties: { a: {} }", "`properties.a` must be text, `{ secret: NAME }`", hint: "{ secret: shop"),
        BadLine("properties: { a: { secret: b, secret-file: b } }", "and this names 2"),
        BadLine("properties: { a: [ b ] }", "`properties.a` must be text, `{ secret: NAME }` or"),
        BadLine("env: { A: { secret: [ b ] } }", "`env.A.secret` must be letters"),
        BadLine("env: { A: { file: b } }", "a recipe has no key `env.A.file`"),
        BadLine("health: [ { http: health } ]", "`health[].http` must be a path that begins with `/`"),
        BadLine("health: [ { contains: OK } ]", "exactly one thing, this one asks nothing", hint: "`http: /health`"),
        BadLine("health: [ { http: /, exec: [ a ] } ]", "this one has `http` and `exec`"),
        BadLine("health: [ { exec: bin/check } ]", "`health[].exec` must be a list, not `bin/check`"),
        BadLine("health: [ { exec: [] } ]", "`health[].exec` must have 1 to 64 items, not 0"),
        BadLine("health: [ { exec: [ bin/check ] } ]", "the program bin/check of `health[].exec` is not among `files`"),
        BadLine("health: [ { exec: [ bin/check ], status: 200 } ]", "`health[].status` belongs to `http`"),
        BadLine(
            "health: [ { exec: [ c ] } ]\nfiles: [ { from: run, to: c, mode: \"0644\" } ]",
            "the program c of `health[].exec` may not be executed", hint: "add `mode: \"0755\"`"),
        BadLine("health: [ { http: /, then: panic } ]", "`health[].then` must be one of `restart`, `alert`"),
        BadLine("health: [ { http: /, every: 1ms } ]", "`health[].every` of http / must be 100ms or more"),
        BadLine("templates: [ { from: none, to: conf/a } ]", "there is no template none"),
        BadLine("templates: [ { from: server.xml.mustache, to: a } ]", "`templates[].to` must be a path below `conf/`"),
        BadLine("templates: [ { from: server.xml.mustache, to: conf/../a } ]", "`templates[].to` must be"),
        BadLine("  - { war: admin, context: / }", "the context `/` is taken by another web app (recipe.yaml:5)"),
        BadLine("  - { war: admin, context: /ROOT }", "is taken by another web app"),
        BadLine("  - { war: admin, context: admin }", "`webapps[].context` must be `/`"),
        BadLine("  - { war: admin, context: /a/ }", "`webapps[].context` must be `/`"),
        BadLine("  - { war: none.war, context: /x }", "there is no web app none.war"),
        BadLine("  - { war: server.xml.mustache, context: /x }", "neither a .war file nor a folder"),
        BadLine("shared: uploads", "`shared` must be a list, not `uploads`"),
        BadLine("shared: [ logs ]", "`shared[]` must be one name of letters"),
        BadLine("shared: [ a/b ]", "`shared[]` must be one name of letters"),
        BadLine("shared: [ .. ]", "`shared[]` must be one name of letters"),
        BadLine("shared: [ a, b, a ]", "`shared` names a twice"),
        BadLine("limits: { memory: lots }", "`limits.memory` must be a size such as `512m`"),
        BadLine("limits: { memory: 1k }", "`limits.memory` must be 1m or more, not 1k"),
        BadLine(
            "jvm: { heap: 1g }\nlimits: { memory: 512m }", at: 7, "`limits.memory` is 512m, less than the heap of 1g"),
        BadLine("limits: { cpu: 2 }", "`limits.cpu` must be a share of processors such as `50%`"),
        BadLine("limits: { nofile: 12 }", "`limits.nofile` must be a whole number from 64 to 1048576"),
        BadLine("limits: { swap: 1g }", "a recipe has no key `limits.swap`", hint: "known here: memory, cpu, nofile"),
        BadLine("cluster: { sessions: static }", "`cluster.name` is missing"),
        BadLine("cluster: { name: shop, sessions: sticky }", "must be one of `none`, `static`, `multicast`"),
        BadLine("cluster: { name: Shop }", "`cluster.name` must be lower-case letters"),
        BadLine("hooks: { post-stop: a }", "a recipe has no key `hooks.post-stop`"),
        BadLine("hooks: { pre-start: hooks/a.sh }", "the program hooks/a.sh of `hooks.pre-start` is not among `files`"),
        BadLine(
            "steps: [ { at: soon, do: a } ]",
            "`steps[].at` must be one of `before-start`, `before-admit`, `after-admit`, `before-commit`, not `soon`"),
        BadLine("steps:\n  - { at: before-start, undo: a }", at: 7, "`steps[].do` is missing", hint: "do: bin/migrate"),
        BadLine("steps: [ { do: a } ]", "the program a of `steps[].do` is not among `files`", hint: "add it there"),
        BadLine("steps: [ { do: } ]", "`steps[].do` has no value"),
        BadLine("steps: [ { do: [] } ]", "`steps[].do` must have 1 to 64 items, not 0"),
        BadLine("steps: [ { do: { a: b } } ]", "`steps[].do` must be a program, or a list of it and its arguments"),
        BadLine("steps: [ { then: a } ]", "a recipe has no key `steps[].then`"),
        BadLine(
            "files: [ { from: run, to: bin/run } ]\nsteps:\n  - do: [ bin/run, up ]", at: 8,
            "the program bin/run of `steps[].do` may not be executed", hint: "mode: \"0755\""),
        BadLine(
            Self.run + "steps:\n  - do: bin/run\n    undo: /bin/true", at: 9,
            "the program /bin/true of `steps[].undo` is not among `files`"),
        BadLine(
            Self.run + "steps:\n  - do: bin/run\n    deadline: 0s", at: 9, "`steps[].deadline` must be 100ms to a day"),
        BadLine(Self.run + "steps: [ { do: bin/run, deadline: 60 } ]", at: 7, "`steps[].deadline` must be a length"),
        BadLine(
            Self.run + "steps: [ { do: [ bin/run, \"${secret:db}\" ] } ]", at: 7,
            "a secret in `steps[].do` would be seen by every user of the host", hint: "`env`"),
        BadLine("java: { jar: a.jar }", "`java` belongs to `runtime: java`, and this recipe's runtime is tomcat"),
        BadLine("exec: { command: [ a ] }", "`exec` belongs to `runtime: exec`"),
        BadLine(
            "listen: [ " + (1...9).map { "{ name: n\($0), port: \($0) }" }.joined(separator: ", ") + " ]",
            "`listen` must have 1 to 8 items, not 9"),
        BadLine("listen: [ { name: a, port: 1 }, { name: a, port: 2 } ]", "two of `listen` are named a"),
        BadLine("listen: [ { name: a, port: 1 }, { name: b, port: 1 } ]", "b and a of `listen` have one port, 1"),
        BadLine(
            "templates: [ { from: server.xml.mustache, to: conf/.wh.a } ]", "`templates[].to` must be a path below"),
        BadLine(
            "  - { war: admin, context: /.wh.x }", "`webapps[].context` must be `/`"),
        BadLine(
            "files: [ { from: run, to: ../run } ]", "`files[].to` must be a path inside the release", hint: "bin/run"),
        BadLine("files: [ { from: run, to: /bin/run } ]", "`files[].to` must be a path inside the release"),
        BadLine("files: [ { from: run, to: a//b } ]", "`files[].to` must be a path inside the release"),
        BadLine("files: [ { from: run, to: \"a\\tb\" } ]", "without `..` and names that begin with `.wh.`, not `a?b`"),
        BadLine("files: [ { from: run, to: \"a\\0b\" } ]", "not `a?b`"),
        BadLine("files: [ { from: run, to: bin/.wh.run } ]", "without `..` and names that begin with `.wh.`"),
        BadLine(
            "files: [ { from: run, to: jdk/bin/java } ]", "jdk/bin/java lies in jdk/, which the release fills itself"),
        BadLine("files: [ { from: run, to: tomcat/x } ]", "tomcat/x lies in tomcat/"),
        BadLine("files: [ { from: run, to: webapps/x } ]", "webapps/x lies in webapps/"),
        BadLine("files: [ { from: run, to: properties } ]", "properties lies in properties/"),
        BadLine("files: [ { from: run, to: .slipway/x } ]", ".slipway/x lies in .slipway/"),
        BadLine("files: [ { from: run, to: service/x } ]", "service/x lies in service/"),
        BadLine("files: [ { from: run, to: conf/x } ]", "conf/x lies in conf/", hint: "use `templates`"),
        BadLine("files: [ { from: none, to: a } ]", "there is no file or folder none"),
        BadLine("files: [ { from: /dev/null, to: a } ]", "/dev/null is neither a file nor a folder"),
        BadLine("files: [ { from: run } ]", "`files[].to` is missing"),
        BadLine("files: [ { from: run, to: a, mode: 0755 } ]", "`files[].mode` must be `\"0755\"` or", hint: "quotes"),
        BadLine(
            "files: [ { from: run, to: a, mode: \"0777\" } ]", "`files[].mode` must be `\"0755\"` or `\"0644\"`, not"),
        BadLine(
            "files: [ { from: run, to: a, node: maybe } ]", "`files[].node` must be `true` or `false`, not `maybe`"),
        BadLine("files: [ { from: run, to: a }, { from: app.conf, to: a } ]", "a is made twice (recipe.yaml:6)"),
        BadLine("files:\n  - { from: run, to: a }\n  - { from: run, to: a/b }", at: 8, "a is a file and a folder"),
        BadLine("files: [ { from: lib, to: lib }, { from: run, to: lib/a.jar } ]", "lib/a.jar is made twice"),
        BadLine("? [a, b]\n: c", "a key must be a word"),
        BadLine("env: [ unclosed", at: 7, "this is not YAML"),
        BadLine("env: *nobody", "this is not YAML"),
    ])
    func aBadLineIsRefusedWithItsPlace(_ bad: BadLine) throws {
        try bad.check(RecipeFolder.good)
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
        ("", "recipe.yaml:1: the file is empty"), ("# only words\n", "recipe.yaml:1: the file is empty"),
        ("- a\n", "this is a list"),
        ("just words", "not `just words`"), ("\u{1}", "recipe.yaml"), ("name: &a [*a]", "recipe.yaml"),
        ("a: 1\n---\nb: 2", "recipe.yaml:2: this is not YAML"),
        ("name: shop\n\tversion: 1", "recipe.yaml:2: this is not YAML"),
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
        try DurableFile.replace(folder.file, with: Array("a: b\nn: ".utf8) + [0xe9])
        #expect(try folder.refusal()?.sentence == "recipe.yaml:2: this is not UTF-8 text")
        try DurableFile.replace(folder.file, with: Array("a: b\nn: \0".utf8))
        #expect(try folder.refusal()?.sentence == "recipe.yaml:2: a NUL stands in this line")
        try DurableFile.replace(folder.file, with: Array(repeating: 35, count: 1 << 20) + [10])
        #expect(try folder.refusal()?.sentence == "recipe.yaml is larger than 1 MiB")
    }

    @Test func aFolderWithoutARecipeIsRefused() throws {
        let folder = try RecipeFolder()
        let refusal = try #require(throws: Refusal.self) { try RecipeLoader.load(folder.folder("admin")) }
        #expect(refusal.code == .badInput)
        #expect(refusal.sentence == "there is no file \(folder.folder("admin"))/recipe.yaml")
        #expect(refusal.hint == "name a YAML file, or the folder of a recipe.yaml")
    }

    @Test func aTabIsNamedAsWhatItIs() throws {
        let refusal = try #require(try RecipeFolder("name: shop\nimages:\n\tjdk: a").refusal())
        #expect(refusal.hint == "a tab begins this line: YAML is indented with blanks")
    }
}
