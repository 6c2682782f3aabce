import SlipwayArchive
import SlipwayBuild
import SlipwayModel
import SlipwayStore
import SlipwaySystem
import SlipwayTesting
import Testing

struct BuilderTests {
    @Test func everyFileIsInItsPlace() throws {
        let rig = try BuildRig()
        let files = try rig.files(of: rig.build())
        #expect(files["jdk/bin/java"]?.executable == true)
        #expect(files["jdk/lib/alias"]?.text == "modules")
        #expect(files["jdk/bin/libs/modules"]?.text == "modules")
        #expect(files["jdk/jmods/a.jmod"] == nil)
        #expect(files["tomcat/webapps/examples/index.html"] == nil)
        #expect(files["webapps/ROOT/WEB-INF/lib/one.jar"]?.text == "jar one")
        #expect(files["webapps/ROOT/WEB-INF/classes/A.class"]?.text == "class")
        #expect(files["webapps/ROOT/naïve.txt"]?.text == "ï")
        #expect(files["webapps/a#b/index.html"]?.executable == false)
        #expect(files["conf/web.xml"]?.text == "stock conf/web.xml")
        #expect(files["conf/server.xml"]?.text == "<Server a=\"shop\" b=\"${listen.http}\"/>")
        #expect(files["conf/motd.xml"]?.text == "<motd at=\"shop 1.4.2\">8080</motd>\n")
        #expect(files["properties/ROOT.properties"]?.text == "build=shop 1.4.2\ndb.url=jdbc:x\npage.size=50\n")
        #expect(files["properties/a#b.properties"]?.text == "build=shop 1.4.2\ndb.url=jdbc:x\npage.size=10\n")
        #expect(files["service/slipway-tomcat.jar"]?.text == "slipway-tomcat.jar")
        #expect(
            files["conf/catalina.properties"]?.text == """
                x=1
                common.loader="${catalina.base}/service/*.jar","${catalina.home}/lib"
                tomcat.util.scan.StandardJarScanFilter.jarsToSkip=slipway-tomcat.jar,\\
                a.jar

                """)
        let service = try JSONText.value(
            ServiceSpec.self, from: Array((files["service/service.json"]?.text ?? "").utf8))
        #expect(service.launch.command.prefix(2) == ["${release}/jdk/bin/java", "${jvm}"])
        #expect(service.jvm == ServiceSpec.JVM(heap: "64m", options: ["-Xss1m"]))
        #expect(service.launch.command.contains("-Dslipway.drain.ms=3000"))
    }

    @Test func jarsAreALayerOfTheirOwn() throws {
        let rig = try BuildRig()
        let store = try DirectoryStore(at: rig.store)
        let manifest = try JSONText.value(Manifest.self, from: store.read(rig.build(), limit: 1 << 20))
        #expect(
            manifest.layers.map { $0.annotations?[Annotation.component] }
                == ["jdk", "tomcat", "wrapper", "war-lib", "war-app", "config"])
    }

    @Test func sameInputsGiveTheSameDigestInAnyFolderAtAnyTime() throws {
        let one = try BuildRig()
        let two = try BuildRig()
        for path in ["app/admin/index.html", "app/motd.mustache", "app/shop.war"] {
            try Disk.setTime(two.folder(path), seconds: 86_400)
            try Disk.chmod(two.folder(path), 0o600)
        }
        // The archives differ in their times, so their pins do too; the trees do not.
        for path in try Files.walk(two.folder("up")).map(\.path) {
            try Disk.setTime(two.folder("up/" + path), seconds: 9)
        }
        try two.image("my-jdk", "jdk", from: "jdk-9", strip: "[ jmods ]")
        try two.image("my-tomcat", "tomcat", from: "apache-tomcat-10", strip: "[]")
        #expect(try one.build() == two.build())
    }

    @Test func theSecondBuildNeedsNoArchive() throws {
        let rig = try BuildRig()
        let first = try rig.build()
        try Disk.unlink(rig.folder("my-jdk.tar.gz"))
        try Disk.unlink(rig.folder("my-tomcat.tar.gz"))
        #expect(try rig.build() == first)
        #expect(try Files.names(in: rig.store + "/work").isEmpty)
        #expect(try !Files.names(in: rig.store + "/images").contains("work"))
    }

    @Test func otherContentUnderTheSameVersionIsRefusedUnlessReplaced() throws {
        let rig = try BuildRig()
        let first = try rig.build()
        func files() throws -> [String] {
            try Files.walk(rig.store).map { "\($0.path) \($0.facts.size) \($0.facts.inode)" }
        }
        let before = try files()
        #expect(try rig.refusal(["db.url=other"])?.code == .badInput)
        #expect(try files() == before)
        let store = try DirectoryStore(at: rig.store)
        #expect(try store.resolve(name: "shop", version: nil)?.1.digest == first.digest)
        let second = try rig.build(["db.url=other"], replacing: true)
        #expect(try store.resolve(name: "shop", version: "1.4.2")?.1.digest == second.digest)
    }

    @Test func aMissingPartOfSlipwayIsNamedBeforeTheWorkBegins() throws {
        let rig = try BuildRig()
        try Disk.unlink(rig.folder("share/logging.properties"))
        let refusal = try #require(try rig.refusal())
        #expect(refusal.sentence == "a part of Slipway is missing: \(rig.folder("share/logging.properties"))")
        #expect(!Files.exists(rig.store + "/images"))
    }

    @Test func aTemplateWithAnUnknownNameStopsTheBuild() throws {
        let rig = try BuildRig()
        try rig.folder.write("app/motd.mustache", "\n\n{{properties.nothing}}")
        let refusal = try #require(try rig.refusal())
        #expect(refusal.sentence == "\(rig.folder("app/motd.mustache")):3: `{{properties.nothing}}` is not known here")
    }

    @Test func aPropertyWithAnUnknownNameIsRefusedWithItsPlace() throws {
        let rig = try BuildRig(BuildRig.recipeText.replacing("{{version}}", with: "{{properties.db.url}}"))
        let refusal = try #require(try rig.refusal())
        #expect(refusal.sentence.hasPrefix("\(rig.recipe):7: `{{properties.db.url}}`"))
        let other = try #require(try BuildRig().refusal(["x={{y}}"]))
        #expect(other.sentence.hasPrefix("--set x={{y}}: `{{y}}` is not known here"))
    }

    @Test(arguments: [
        ("not a zip at all", "cannot read"), ("", "cannot read"),
    ])
    func aDamagedWarIsRefused(_ content: String, _ says: String) throws {
        let rig = try BuildRig()
        try rig.folder.write("app/shop.war", content)
        let refusal = try #require(try rig.refusal())
        #expect(refusal.code == .badInput)
        #expect(refusal.sentence.contains("shop.war"), "\(refusal.sentence)")
        #expect(refusal.sentence.contains(says), "\(refusal.sentence)")
    }

    @Test(arguments: [["../out.txt"], ["/etc/x"], ["a", "a"], [".wh.x"], ["a/.wh.x"], ["a\tb"]])
    func aHostileWarIsRefused(_ names: [String]) throws {
        let rig = try BuildRig()
        try rig.write("app/shop.war", StoredZip.bytes(names.map { ($0, "x") }))
        let refusal = try #require(try rig.refusal())
        #expect(refusal.code == .badInput)
        #expect(refusal.sentence.hasPrefix("\(rig.recipe):5: "), "\(refusal.sentence)")
        #expect(refusal.hint != nil)
        #expect(try Files.names(in: rig.store + "/work").isEmpty)
    }

    @Test func aLinkInAWebAppFolderIsRefused() throws {
        let rig = try BuildRig()
        try Disk.symlink(to: "/etc/passwd", at: rig.folder("app/admin/passwd"))
        #expect(try rig.refusal()?.sentence.hasSuffix("holds passwd, which is neither a file nor a folder") == true)
    }

    @Test func anImageOfTheOtherKindIsRefused() throws {
        let rig = try BuildRig(BuildRig.recipeText.replacing("jdk: my-jdk", with: "jdk: my-tomcat"))
        #expect(
            try rig.refusal()?.sentence
                == "\(rig.recipe):3: the image my-tomcat is a tomcat, and the recipe uses it as its jdk")
        let unknown = try BuildRig(BuildRig.recipeText.replacing("jdk: my-jdk", with: "jdk: jdk-99"))
        let refusal = try #require(try unknown.refusal())
        #expect(refusal.code == .badInput)
        #expect(refusal.sentence == "\(unknown.recipe):3: there is no image `jdk-99`")
        #expect(refusal.hint?.hasPrefix("looked for \(unknown.folder("app/jdk-99.yaml")), ") == true)
    }

    @Test(arguments: [
        ("app/recipe.yaml", "jdk: my-jdk", "jdk: none", "recipe.yaml:3: there is no image `none`"),
        ("app/recipe.yaml", "shop.war", "none.war", "recipe.yaml:5: there is no web app"),
        ("app/recipe.yaml", "{{version}}", "{{versoin}}", "recipe.yaml:7: `{{versoin}}` is not known here"),
        ("app/recipe.yaml", "-Xss1m", "\"-D={{nam}}\"", "recipe.yaml:9: `{{nam}}` is not known here"),
        ("app/recipe.yaml", "jdbc:x", "${secret:a b}", "recipe.yaml:7: `${secret:a b}` does not name a secret"),
        ("app/motd.mustache", "{{listen.http}}", "\n\n{{listen.htp}}", "motd.mustache:3: `{{listen.htp}}`"),
        ("app/motd.mustache", "{{listen.http}}", "\n${secret:a}", "motd.mustache:2: a template cannot hold a secret's"),
        ("app/my-jdk.yaml", "layout: jdk", "layout: jdks", "my-jdk.yaml:1: `layout` must be one of"),
        ("app/my-jdk.yaml", "sha256: ", "sha256: 00", "my-jdk.yaml:3: `sha256` must be 64"),
        ("app/admin/index.html", "<p>", "<b>", "holds other content"),
    ])
    func whatIsRefusedLeavesTheStoreAsItWas(_ name: String, _ text: String, _ other: String, _ says: String) throws {
        let rig = try BuildRig()
        try rig.build()
        func state() throws -> [String] {
            try Files.walk(rig.store).map { "\($0.path) \($0.facts.size) \($0.facts.inode) \($0.facts.modified)" }
        }
        let before = try state()
        try rig.folder.write(name, Files.text(rig.folder(name)).replacing(text, with: other))
        let refusal = try #require(try rig.refusal())
        #expect(refusal.code == .badInput)
        #expect(refusal.sentence.contains(says) || name.hasSuffix("index.html"), "\(refusal.sentence)")
        #expect(refusal.hint != nil, "\(refusal.sentence)")
        let after = try state()
        // A layer that was packed in vain has no name; `gc` takes it.
        #expect(name.hasSuffix("index.html") ? after.contains(before[0]) : after == before)
    }

    @Test func aTemplateIsReadBeforeAnythingIsImported() throws {
        let rig = try BuildRig()
        try rig.folder.write("app/motd.mustache", "{{nothing}}")
        #expect(try rig.refusal()?.sentence.contains("motd.mustache:1: ") == true)
        #expect(!Files.exists(rig.store + "/images"))
        let other = try BuildRig(BuildRig.recipeText.replacing("my-jdk", with: "none"))
        #expect(throws: Refusal.self) {
            try Builder.check(other.load(), assets: BuildAssets(folder: other.folder("share")))
        }
        #expect(!Files.exists(other.store))
    }

    @Test func theCLibraryThatImagesAndOwnProgramsNeedIsTold() throws {
        let needed = try #require(try ELFVersions.glibc(of: "/bin/true")?.description)
        let rig = try BuildRig()
        #expect(try rig.spec(of: rig.build()).glibc == nil)
        try rig.write("app/tool", Files.read("/bin/true"))
        try rig.folder.write(
            "app/recipe.yaml", BuildRig.recipeText + "\nfiles: [ { from: tool, to: bin/tool, mode: \"0755\" } ]")
        #expect(try rig.spec(of: rig.build(replacing: true)).glibc == needed)
        let other = try BuildRig()
        try other.write("up/jdk-9/bin/java", Files.read("/bin/true"))
        try other.image("my-jdk", "jdk", from: "jdk-9", strip: "[]")
        #expect(try other.spec(of: other.build()).glibc == needed)
    }
}
