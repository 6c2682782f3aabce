import SlipwayBuild
import SlipwayModel
import SlipwaySystem
import SlipwayTesting
import Testing

/// Which jars need looking into, and why.
@Suite(.enabled(if: ScanRig.hasCompiler)) struct ScanPlanTests {
    private let folder: TemporaryFolder

    init() throws { folder = try TemporaryFolder("scan-plan") }

    private func libraries(_ jars: [String: [UInt8]]) throws -> [ScanPlan.Library] {
        try jars.map { ScanPlan.Library(name: $0.key, facts: try ScanRig.facts($0.value, in: folder)) }
    }

    private func plan(
        _ jars: [String: [UInt8]], rest: ScanFacts = ScanFacts(), server: [String: [UInt8]] = [:],
        settings: ScanFacts = ScanFacts()
    ) throws -> ScanPlan {
        let stock = PropertiesFile([
            StockSkips.skipKey: "server.jar,stock*.jar", StockSkips.scanKey: "stock-but.jar",
        ])
        return ScanPlan(
            libraries: try libraries(jars), rest: rest,
            server: try libraries(server.merging(["server.jar": ScanRig.server]) { $1 }),
            skips: StockSkips(stock), settings: settings)
    }

    private static let plain = ScanRig.jar(["app/Plain"], [("a.txt", "a"), ("META-INF/x/inner.jar", "jar")])

    @Test func aPlainJarIsLeftOut() throws {
        let plan = try plan(["b.jar": Self.plain, "a.jar": StoredZip.bytes([("a", "a")])])
        #expect(plan.scanned.isEmpty && plan.jars == 2 && plan.leftToTomcat == nil)
        #expect(plan.found.isEmpty && plan.server.isEmpty)
    }

    @Test(arguments: [
        ("META-INF/web-fragment.xml", "META-INF/web-fragment.xml"), ("META-INF/c.tld", "a tag library (.tld)"),
        ("META-INF/a/b/c.tld", "a tag library (.tld)"), ("META-INF/resources/a.css", "META-INF/resources"),
        ("META-INF/versions/11/META-INF/resources/a", "META-INF/resources"),
        ("META-INF/versions/9/META-INF/web-fragment.xml", "META-INF/web-fragment.xml"),
    ]) func eachKindOfFileIsAReason(_ path: String, _ reason: String) throws {
        let plan = try plan(["a.jar": ScanRig.jar(["app/Plain"], [(path, "<x/>")]), "b.jar": Self.plain])
        #expect(plan.scanned == ["a.jar"] && plan.found.first?.reasons == [reason])
    }

    @Test(arguments: ["c.tld", "WEB-INF/c.tld", "META-INF/resources", "META-INF/resourcesX/a", "x/META-INF/c.tld"])
    func theSameNameElsewhereIsNone(_ path: String) throws {
        #expect(try plan(["a.jar": StoredZip.bytes([(path, "x")])]).scanned.isEmpty)
    }

    @Test func anAnnotatedServletIsAReasonAlsoOfALaterJava() throws {
        let bytes = ScanRig.bytes("app/Annotated")
        for path in ["app/Annotated.class", "META-INF/versions/17/app/Annotated.class", "odd.class"] {
            let plan = try plan(["a.jar": StoredZip.bytes(of: [(path, bytes)])])
            #expect(plan.found.first?.reasons == ["a servlet, filter or listener by annotation"], "\(path)")
        }
    }

    @Test func endpointsAreFoundOverSeveralJars() throws {
        let plan = try plan([
            "base.jar": ScanRig.jar(["app/Base"]), "chat.jar": ScanRig.jar(["app/Chat"]),
            "pojo.jar": ScanRig.jar(["app/Pojo"]), "plain.jar": Self.plain,
        ])
        #expect(plan.scanned == ["base.jar", "chat.jar", "pojo.jar"])
        #expect(
            plan.found[1].reasons == ["classes of the type jakarta.websocket.Endpoint, for server.WsInit"])
        #expect(
            plan.found[2].reasons
                == ["classes of the type jakarta.websocket.server.ServerEndpoint, for server.WsInit"])
    }

    @Test func aLinkBetweenTwoJarsMayLieInTheWebAppOrASkippedJar() throws {
        var rest = ScanFacts()
        rest.add([try ClassFileReader.facts(ScanRig.bytes("app/Base"))])
        let chat = ScanRig.jar(["app/Chat"])
        #expect(try plan(["chat.jar": chat], rest: rest).scanned == ["chat.jar"])
        #expect(try plan(["chat.jar": chat, "stock-1.jar": ScanRig.jar(["app/Base"])]).scanned == ["chat.jar"])
        #expect(try plan(["chat.jar": chat]).scanned.isEmpty)
    }

    private func naming(_ name: String, _ more: [String] = [], namespace: String = "jakarta") -> [UInt8] {
        ScanRig.jar(more, [("META-INF/services/\(namespace).servlet.ServletContainerInitializer", name)])
    }

    @Test(arguments: ["jakarta", "javax"]) func initializersOfTheWebAppAskForTypes(_ namespace: String) throws {
        let plan = try plan([
            "init.jar": naming("lib.Init", ["lib/Init"], namespace: namespace),
            "types.jar": ScanRig.jar(["lib/Plugin", "lib/Mark"]), "better.jar": ScanRig.jar(["lib/Better"]),
            "impl.jar": ScanRig.jar(["other/Impl"]), "marked.jar": ScanRig.jar(["other/Marked"]),
            "plain.jar": Self.plain,
        ])
        #expect(plan.scanned == ["better.jar", "impl.jar", "init.jar", "marked.jar"])
        let reasons = Dictionary(plan.found.map { ($0.name, $0.reasons) }) { $1 }
        #expect(reasons["init.jar"]?.first == "an initializer (META-INF/services)")
        #expect(reasons["impl.jar"] == ["classes of the type lib.Plugin, for lib.Init"])
        #expect(reasons["marked.jar"] == ["classes of the type lib.Mark, for lib.Init"])
    }

    @Test func anInitializerThatNobodyNamesAsksForNothing() throws {
        let plan = try plan([
            "init.jar": ScanRig.jar(["lib/Init", "lib/Plugin"]), "impl.jar": ScanRig.jar(["other/Impl", "lib/Better"]),
        ])
        #expect(plan.scanned.isEmpty)
    }

    @Test func initializersOfTheWebAppsOwnClassesCount() throws {
        var rest = ScanFacts()
        rest.initializers = ["lib.One"]
        rest.add([try ClassFileReader.facts(ScanRig.bytes("lib/One"))])
        let plan = try plan(
            ["types.jar": ScanRig.jar(["lib/Plugin"]), "better.jar": ScanRig.jar(["lib/Better"])], rest: rest)
        #expect(plan.scanned == ["better.jar"])
    }

    @Test func whatIsNotKnownForCertainLooksIntoEveryJar() throws {
        let doubts: [String: [UInt8]] = [
            "missing class": naming("gone.Init"), "type of Java": naming("other.JavaInit", ["other/JavaInit"]),
            "missing type": naming("lib.One", ["lib/One"]), "no zip": Array("no zip at all".utf8), "empty": [],
            "no class": StoredZip.bytes([("a.class", "text")]), "cut": Array(Self.plain.dropLast(40)),
        ]
        for (what, bytes) in doubts {
            let plan = try plan(["doubt.jar": bytes, "plain.jar": Self.plain, "stock-1.jar": Self.plain])
            #expect(plan.scanned == ["doubt.jar", "plain.jar"], "\(what)")
            #expect(plan.found.allSatisfy { !$0.reasons.isEmpty }, "\(what)")
        }
        #expect(try plan(["plain.jar": Self.plain], rest: ScanFacts(doubt: .damagedClass)).scanned == ["plain.jar"])
        #expect(try plan(["plain.jar": Self.plain], server: ["x.jar": []]).scanned == ["plain.jar", "x.jar"])
    }

    @Test func aZipThatLeavesQuestionsIsLookedInto() throws {
        let plan = try plan(["a.jar": Array("#!/bin/sh\n".utf8) + Self.plain, "plain.jar": Self.plain])
        #expect(plan.scanned.first == "a.jar")
    }

    @Test func anEncryptedClassIsADoubt() throws {
        try folder.write("A.class", String(repeating: "class", count: 100))
        let result = try Command.run("zip", ["-q", "-P", "secret", "it.jar", "A.class"], folder: folder.path)
        try #require(result.succeeded, "\(result.errors)")
        let plan = try plan(["a.jar": Files.read(folder("it.jar")), "plain.jar": Self.plain])
        #expect(plan.scanned == ["a.jar", "plain.jar"])
    }

    @Test func whatTomcatItselfLeavesOutStaysOut() throws {
        let jar = ScanRig.jar(["app/Annotated"], [("META-INF/c.tld", "x"), ("META-INF/web-fragment.xml", "x")])
        let plan = try plan(["stock-1.jar": jar, "stock-but.jar": jar])
        #expect(plan.scanned == ["stock-but.jar"] && plan.jars == 2)
    }

    @Test func anInitializerInASkippedJarStillAsks() throws {
        let plan = try plan([
            "stock-1.jar": naming("lib.One", ["lib/One", "lib/Plugin"]), "better.jar": ScanRig.jar(["lib/Better"]),
        ])
        #expect(plan.scanned == ["better.jar"])
    }

    @Test func whereFragmentsAreOrderedEveryJarIsNamed() throws {
        let fragment = StoredZip.bytes([("META-INF/web-fragment.xml", "<web-fragment><ordering/></web-fragment>")])
        #expect(try plan(["a.jar": fragment, "plain.jar": Self.plain]).scanned == ["a.jar", "plain.jar"])
        var rest = ScanFacts()
        rest.signs = .ordering
        #expect(try plan(["plain.jar": Self.plain], rest: rest).scanned == ["plain.jar"])
    }

    private static func fragment(_ name: String?) -> [UInt8] {
        let named = name.map { "<name>\($0)</name>" } ?? ""
        let text = "<web-fragment xmlns='https://jakarta.ee/xml/ns/jakartaee' version='6.0'>\(named)<distributable/>"
        return ScanRig.jar(["app/Plain"], [("META-INF/web-fragment.xml", text + "</web-fragment>")])
    }

    @Test func fragmentsThatSayNothingButTheirNamesAreLeftOut() throws {
        let two = ["a.jar": Self.fragment("a"), "b.jar": Self.fragment(nil)]
        #expect(try plan(two).scanned.isEmpty)
        // Two of one name end a start, and with one whose name is not known nobody knows.
        for other in [Self.fragment("a"), Self.fragment("b.jar"), Self.fragment("plain.jar")] {
            let plan = try plan(two.merging(["c.jar": other, "plain.jar": Self.plain]) { $1 })
            #expect(plan.scanned == ["a.jar", "b.jar", "c.jar"])
        }
        let real = ScanRig.jar([], [("META-INF/web-fragment.xml", "<web-fragment/>")])
        #expect(try plan(two.merging(["c.jar": real]) { $1 }).scanned == ["a.jar", "b.jar", "c.jar"])
        #expect(try plan(two.merging(["stock-1.jar": real]) { $1 }).scanned.isEmpty)
        #expect(try plan([:], server: ["own.jar": Self.fragment("own")]).scanned == ["own.jar"])
    }

    @Test func twoFragmentsInOneJarAreMoreThanIsJudged() throws {
        let text =
            "<web-fragment xmlns='https://jakarta.ee/xml/ns/jakartaee' version='6.0'><distributable/></web-fragment>"
        let paths = ["META-INF/web-fragment.xml", "META-INF/versions/11/META-INF/web-fragment.xml"]
        for order in [paths, paths.reversed()] {
            #expect(try plan(["a.jar": StoredZip.bytes(order.map { ($0, text) })]).scanned == ["a.jar"])
        }
    }

    @Test func initializersOfTheOtherTimeAreNothingToTomcat() throws {
        let jars = ["init.jar": naming("gone.Init", namespace: "javax"), "plain.jar": Self.plain]
        func server(_ names: [String]) -> [String: [UInt8]] {
            var facts = ["own.jar": ScanRig.jar([], [("x", "x")])]
            for name in names { facts[name + ".jar"] = ScanRig.servlets(name) }
            return facts
        }
        #expect(try plan(jars, server: server(["jakarta"])).scanned.isEmpty)
        for names in [[], ["javax"], ["jakarta", "javax"]] {
            #expect(try plan(jars, server: server(names)).scanned.isEmpty == false, "\(names)")
        }
        let new = ["init.jar": naming("gone.Init"), "plain.jar": Self.plain]
        #expect(try plan(new, server: server(["javax"])).scanned.isEmpty)
    }

    @Test func jarsWithTagLibrariesAloneRegisterNothing() throws {
        let tags = ScanRig.jar(["app/Plain"], [("META-INF/c.tld", "x")])
        let more = ScanRig.jar(["app/Annotated"], [("META-INF/c.tld", "x")])
        let plan = try plan(["tags.jar": tags, "more.jar": more])
        #expect(plan.scanned == ["more.jar", "tags.jar"] && plan.registering == ["more.jar"])
        var rest = ScanFacts()
        rest.signs = .ordering
        #expect(try self.plan(["tags.jar": tags], rest: rest).registering == ["tags.jar"])
    }

    @Test func whoSetsHowJarsAreFoundIsLeftToTomcat() throws {
        var own = ScanFacts()
        own.signs = .scanner
        #expect(try plan([:], rest: own).leftToTomcat != nil)
        #expect(try plan([:], settings: own).leftToTomcat != nil)
    }

    @Test func jarsOfTheServerAreJudgedToo() throws {
        let driver = ScanRig.jar(
            ["app/Plain"], [("META-INF/MANIFEST.MF", "Manifest-Version: 1.0\nClass-Path: lib/x.j\n ar y.jar\n\n")])
        let plan = try plan(
            [:], server: ["tags.jar": StoredZip.bytes([("META-INF/a.tld", "x")]), "driver.jar": driver])
        #expect(plan.scanned == ["driver.jar", "tags.jar", "x.jar", "y.jar"] && plan.found.isEmpty)
    }

    @Test func circlesOfSuperClassesEnd() throws {
        var circle = ScanFacts()
        var (one, two) = (ClassFacts(type: TypeKey("x/One")), ClassFacts(type: TypeKey("x/Two")))
        one.parents = [two.type, one.type, TypeKey("jakarta/websocket/Endpoint")]
        two.parents = [one.type]
        circle.add([one, two])
        #expect(try plan(["plain.jar": Self.plain], rest: circle).scanned.isEmpty)
    }
}
