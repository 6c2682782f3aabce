import SlipwayCrypto
import SlipwayModel
import SlipwayRecipe
import SlipwaySystem
import SlipwayTesting
import Testing

@testable import SlipwayBuild

/// What is worked out at build, and on what an archive depends.
struct WarmStartPlanTests {
    private static let digest = Hashing.sha256([1])
    private static let server = WarmStartPlan.Server(
        jars: ["b.jar", "a.jar"], jdk: digest, tomcat: digest, own: digest)

    private func rig(_ more: String, _ files: [String: String] = [:]) throws -> BuildRig {
        let text = BuildRig.recipeText.replacing("\nwarm-start: { pages: false }", with: "") + "\n" + more
        let rig = try BuildRig(text)
        for (path, content) in files { try rig.folder.write(path, content) }
        return rig
    }

    private func plan(_ recipe: Recipe, _ server: WarmStartPlan.Server = server) -> WarmStartPlan {
        WarmStartPlan(recipe, server: server, loaders: ServerLoaders("common.loader=")) {
            Hashing.sha256(Array($0.utf8))
        }
    }

    private func spec(_ more: String, _ server: WarmStartPlan.Server = server) throws -> ServiceSpec.WarmStart? {
        let recipe = try rig(more).load()
        return plan(recipe, server).spec(recipe, list: ClassList(listed: "a\n", served: nil), webapps: [])
    }

    @Test func theClassPathIsFlatRelativeAndSorted() throws {
        let spec = try #require(try spec(""))
        let place = try #require(spec.command.firstIndex(of: "-cp"))
        #expect(
            spec.command[place + 1]
                == "tomcat/bin/bootstrap.jar:tomcat/bin/tomcat-juli.jar:service/slipway-tomcat.jar"
                + ":tomcat/lib/a.jar:tomcat/lib/b.jar")
        #expect(spec.classList == "service/classes.list" && spec.classes == 1 && spec.archive != nil)
        let jvm = try #require(spec.command.firstIndex(of: "${jvm}"))
        let patience = spec.command.indices.filter { spec.command[$0].hasPrefix("-XX:Tier") }
        #expect(patience.count == 7 && patience.allSatisfy { $0 < jvm }, "options of the recipe win")
        #expect(spec.command.contains("${archive}"))
    }

    @Test func eachPartCanBeLeftOut() throws {
        #expect(try spec("warm-start: false") == nil)
        #expect(try spec("warm-start: { scan: false, pages: false, archive: false }") == nil)
        let none = try #require(try spec("warm-start: { archive: false }"))
        #expect(none.archive == nil && none.classList == nil && !none.command.contains("${archive}"))
        #expect(none.command.contains { $0.hasSuffix("/bootstrap.jar:${release}/tomcat/bin/tomcat-juli.jar") })
        let pages = try #require(try spec("warm-start: { archive: false, scan: false }"))
        #expect(!pages.command.contains { $0.hasPrefix("-Dcatalina.config=") })
        #expect(pages.command.contains("-Dslipway.pages=${release}/service/pages"))
        let scan = try #require(try spec("warm-start: { archive: false, pages: false }"))
        #expect(!scan.command.contains { $0.hasPrefix("-Dslipway.pages=") })
    }

    @Test func theArchiveFollowsFromEverythingItIsMadeOf() throws {
        let usual = try #require(try spec("")?.archive)
        #expect(try spec("order: 7")?.archive == usual)
        var others: Set<Digest> = [usual]
        var server = Self.server
        server.jdk = Hashing.sha256([2])
        others.insert(try #require(try spec("", server)?.archive))
        server = Self.server
        server.tomcat = Hashing.sha256([2])
        others.insert(try #require(try spec("", server)?.archive))
        server = Self.server
        server.own = Hashing.sha256([2])
        others.insert(try #require(try spec("", server)?.archive))
        let recipe = try rig("").load()
        let list = ClassList(listed: "b\n", served: nil)
        others.insert(try #require(plan(recipe).spec(recipe, list: list, webapps: [])?.archive))
        #expect(others.count == 5)
    }

    @Test func jarsBesideTomcatsOwnAreOnThePathAndAFolderOfClassesAllowsNoArchive() throws {
        let jars = try rig("files: [ { from: driver.jar, to: lib/driver.jar } ]", ["app/driver.jar": "x"]).load()
        #expect(plan(jars).libraries == ["lib/driver.jar"])
        #expect(plan(jars).classPath[3] == "lib/driver.jar")
        let folder = try rig(
            "files: [ { from: log.properties, to: lib/log.properties } ]", ["app/log.properties": "x"]
        ).load()
        #expect(plan(folder).parts == Recipe.WarmStart(scan: false, pages: true, archive: false))
    }

    @Test func aTomcatThatLooksElsewhereForItsClassesIsLeftAlone() throws {
        let recipe = try rig("").load()
        let stock = "common.loader=\"${catalina.base}/lib\",\"${catalina.home}/lib/*.jar\"\nshared.loader=\n"
        #expect(ServerLoaders(stock).areUsual)
        for more in ["shared.loader=/srv/shared/*.jar\n", "common.loader=/srv/ext/*.jar\n", "server.loader=a\n"] {
            let plan = WarmStartPlan(recipe, server: Self.server, loaders: ServerLoaders(stock + more)) {
                Hashing.sha256(Array($0.utf8))
            }
            #expect(plan.parts.isOff, "\(more)")
        }
    }

    @Test func whoeverWritesTomcatsPropertiesDecidesAboutJars() throws {
        let text = BuildRig.recipeText.replacing("to: conf/motd.xml", with: "to: conf/catalina.properties")
        let recipe = try BuildRig(text.replacing("\nwarm-start: { pages: false }", with: "")).load()
        #expect(plan(recipe).parts == Recipe.WarmStart(scan: false, pages: true, archive: false))
    }
}
