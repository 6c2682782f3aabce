import SlipwayModel
import SlipwayRecipe
import SlipwaySystem
import SlipwayTesting
import Testing

/// What may not be said of Java programs and of any other program, and of their files.
struct RuntimeRefusalTests {
    private static let jar = "java: { jar: lib/a.jar }\n"
    private static let run = "exec: { command: [ bin/run ] }\n"

    @Test func theGoodOnesAreTaken() throws {
        #expect(try RecipeFolder(RecipeFolder.java + "\n" + Self.jar).refusal() == nil)
        #expect(try RecipeFolder(RecipeFolder.exec + "\n" + Self.run).refusal() == nil)
    }

    @Test(arguments: [
        BadLine("jvm: {}", at: 1, "`java` is missing", hint: "java: { jar: lib/app.jar }"),
        BadLine("java: {}", "`java` does not say what is run"),
        BadLine("java: { jar: lib/a.jar, main: a.B }", "`java.jar` and `java.main` are two ways to start"),
        BadLine(
            "java: { jar: lib/a.jar, class-path: [ lib ] }", "`java.class-path` counts for nothing beside `java.jar`"),
        BadLine("java: { jar: lib/none.jar }", "the jar lib/none.jar is not among `files`"),
        BadLine("java: { jar: ../a.jar }", "`java.jar` must be a path inside the release"),
        BadLine("java: { main: a.B }", "`java.class-path` is missing beside `java.main`"),
        BadLine("java: { main: a b, class-path: [ lib ] }", "`java.main` must be the full name of a class"),
        BadLine("java: { main: a.B, class-path: [] }", "`java.class-path` must have 1 to 1024 items"),
        BadLine("java: { main: a.B, class-path: [ none ] }", "none of the class path is not among `files`"),
        BadLine(
            "java: { main: a.B, class-path: [ bin/*.jar ] }", "bin/*.jar of the class path matches none of `files`"),
        BadLine(
            "java: { main: a.B, class-path: [ \"*/a.jar\" ] }", "`java.class-path[]` must be a path inside"),
        BadLine("java: { jar: lib/a.jar, arguments: x }", "`java.arguments` must be a list, not `x`"),
        BadLine("java: { jar: lib/a.jar, sockets: mine }", "`java.sockets` must be one of `own`, `inherited`"),
        BadLine("java: { jar: lib/a.jar, sockets: inherited }", "`sockets: inherited` has nothing to pass on"),
        BadLine(
            jar + "webapps: []", at: 7, "`webapps` belongs to `runtime: tomcat`, and this recipe's runtime is java"),
        BadLine(jar + "cluster: { name: a }", at: 7, "`cluster` belongs to `runtime: tomcat`"),
        BadLine(jar + "exec: { command: [ a ] }", at: 7, "`exec` belongs to `runtime: exec`"),
        BadLine(
            jar + "switch: { mode: overlap }", at: 7, "`switch.mode` cannot be overlap: a program that opens its own"),
        BadLine(
            jar + "switch: { mode: handover }", at: 7, "cannot be handover", hint: "use `stop-start`, or `sockets:"),
        BadLine(jar + "health: [ { http: / } ]", at: 7, "an `http` check asks the app, and it has no `listen`"),
        BadLine(jar + "start: { warm-up: [ / ] }", at: 7, "`start.warm-up` asks the app, and it has no `listen`"),
        BadLine(
            jar + "listen:\n  - { name: a, port: 1 }\n  - { name: a, port: 2 }", at: 9, "two of `listen` are named a"),
        BadLine(
            jar + "listen:\n  - { name: a, port: 7 }\n  - { name: b, port: 7 }", at: 9,
            "b and a of `listen` have one port, 7"),
        BadLine(
            "java: { jar: lib/a.jar, sockets: inherited }\nlisten: [ { name: a, port: 1 } ]\nswitch: { mode: overlap }",
            at: 8, "a program that inherits its sockets serves as soon as it runs", hint: "`handover` or `stop-start`"),
        BadLine(jar + "templates: [ { from: app.conf, to: lib/a.jar } ]", at: 7, "made by `files` and by a template"),
        BadLine(jar + "templates: [ { from: app.conf, to: lib } ]", at: 7, "made by `files` and by a template"),
        BadLine(jar + "stop: { drain: 1s }", at: 7, "`stop.drain` needs `runtime: tomcat`", hint: "remove it"),
        BadLine(
            jar + "switch: { keep-warm: 1m }", at: 7, "`switch.keep-warm` needs `runtime: tomcat`", hint: "remove it"),
        BadLine(jar + "templates: [ { from: app.conf, to: jdk/x } ]", at: 7, "jdk/x lies in jdk/"),
    ])
    func aBadLineOfAJavaProgramIsRefused(_ bad: BadLine) throws { try bad.check(RecipeFolder.java) }

    @Test(arguments: [
        BadLine("keep: 1", at: 1, "`exec` is missing", hint: "exec: { command: [ bin/run ] }"),
        BadLine("exec: { command: [] }", at: 5, "`exec.command` must have 1 to 256 items"),
        BadLine("exec: { command: bin/run }", at: 5, "`exec.command` must be a list, not `bin/run`"),
        BadLine("exec: { command: [ \"\" ] }", at: 5, "`exec.command[]` must be text that is not empty"),
        BadLine("exec: { command: [ bin/no ] }", at: 5, "the program bin/no of `exec.command` is not among `files`"),
        BadLine("exec: { command: [ etc/app.conf ] }", at: 5, "the program etc/app.conf of `exec.command` may not be"),
        BadLine(
            "exec: { command: [ \"${release}/jdk/bin/java\" ] }", at: 5, "`images` names none",
            hint: "add `images: { jdk: jdk-17 }`"),
        BadLine(
            "exec: { command: [ bin/run ], directory: .. }", at: 5, "`exec.directory` must be `.` or a folder inside"),
        BadLine("exec: { command: [ bin/run ], directory: none }", at: 5, "there is no folder none among `files`"),
        BadLine("exec: { command: [ bin/run ], sockets: inherited }", at: 5, "`sockets: inherited` has nothing"),
        BadLine(run + "warm-start: false", at: 6, "`warm-start` belongs to `runtime: tomcat`"),
        BadLine(run + "jvm: { heap: 1g }", at: 6, "`jvm` belongs to `runtime: tomcat` and `runtime: java`"),
        BadLine(run + "images: { jdk: j, tomcat: t }", at: 6, "`images.tomcat` belongs to `runtime: tomcat`"),
        BadLine(run + "webapps:\n  - { war: a, context: / }", at: 6, "`webapps` belongs to `runtime: tomcat`"),
        BadLine(run + "switch: { mode: overlap }", at: 6, "`switch.mode` cannot be overlap"),
    ])
    func aBadLineOfAProgramIsRefused(_ bad: BadLine) throws { try bad.check(RecipeFolder.exec) }

    @Test func aJavaProgramNeedsItsImageAndNoTomcat() throws {
        let text = RecipeFolder.java + "\n" + Self.jar
        let none = try #require(try RecipeFolder(text.replacing("images: { jdk: jdk-17 }\n", with: "")).refusal())
        #expect(none.sentence == "recipe.yaml:1: `images` is missing")
        #expect(none.hint?.contains("images: { jdk: jdk-17 }") == true)
        let two = try #require(try RecipeFolder(text.replacing("jdk-17 }", with: "jdk-17, tomcat: t }")).refusal())
        #expect(two.sentence.hasPrefix("recipe.yaml:4: `images.tomcat` belongs to `runtime: tomcat`"))
    }

    @Test(arguments: [".wh.x", "a\tb", "a\nb", "a\u{7f}b"])
    func aNameInAFolderThatNoReleaseMayHoldIsRefused(_ name: String) throws {
        let folder = try RecipeFolder(RecipeFolder.java + "\n" + Self.jar)
        try folder.folder.write("lib/\(name)", "x")
        let refusal = try #require(try folder.refusal())
        #expect(refusal.sentence.hasPrefix("recipe.yaml:5: lib/"), "\(refusal.sentence)")
        #expect(refusal.sentence.contains("cannot be a path in the release"))
        #expect(!refusal.sentence.contains { $0.isNewline })
    }

    @Test func aLinkInAFolderAndAnEmptyFolderAreRefused() throws {
        let folder = try RecipeFolder(RecipeFolder.java + "\n" + Self.jar)
        try Disk.symlink(to: "a.jar", at: folder.folder("lib/z.jar"))
        #expect(
            try folder.refusal()?.sentence.hasSuffix("lib holds z.jar, which is neither a file nor a folder") == true)
        let empty = try RecipeFolder(RecipeFolder.good + "\nfiles: [ { from: empty, to: x } ]")
        try Folders.make(empty.folder("empty"))
        #expect(try empty.refusal()?.sentence == "recipe.yaml:6: the folder empty is empty")
    }

    @Test func aNodeFileMustBeTextOfASaneSize() throws {
        let folder = try RecipeFolder(RecipeFolder.exec + "\n" + Self.run)
        try DurableFile.replace(folder.folder("app.conf"), with: [0xff, 0xfe])
        #expect(try folder.refusal()?.sentence.contains("app.conf is not UTF-8 text") == true)
        try DurableFile.replace(folder.folder("app.conf"), with: Array(repeating: 35, count: (1 << 20) + 1))
        #expect(try folder.refusal()?.sentence.contains("app.conf is larger than 1 MiB") == true)
    }
}
