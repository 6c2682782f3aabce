import SlipwayBuild
import SlipwayModel
import SlipwayTesting
import Testing

struct BuildPlanTests {
    @Test func eachComponentHasItsItems() throws {
        let rig = try BuildRig()
        let plan = try BuildPlan(rig.load())
        #expect(plan.items[.jdk]?.map(\.origin) == [.image(.jdk, "")])
        #expect(plan.items[.jdk]?.map(\.target) == ["jdk"])
        #expect(plan.items[.tomcat]?.map(\.origin) == [.image(.tomcat, "")])
        #expect(plan.items[.warLib]?.map(\.target) == ["webapps/ROOT", "webapps/a#b"])
        #expect(plan.items[.warApp]?.map(\.origin) == [.pages(0), .pages(1)])
        #expect(plan.items[.wrapper]?.map(\.target) == ["service/service.json", "service/slipway-tomcat.jar"])
        #expect(
            plan.items[.config]?.map(\.target) == [
                "conf", "conf/catalina.properties", "conf/logging.properties", "conf/server.xml", "conf/motd.xml",
                "properties/ROOT.properties", "properties/a#b.properties",
            ])
    }

    @Test func aTemplateForServerXMLComesAfterTheBuiltInOne() throws {
        let rig = try BuildRig(BuildRig.recipeText.replacing("conf/motd.xml", with: "conf/server.xml"))
        let config = try #require(try BuildPlan(rig.load()).items[.config])
        let ours = config.firstIndex { $0.origin == .serverTemplate }
        let theirs = config.firstIndex { $0.origin == .template(rig.folder("app/motd.mustache")) }
        #expect(try #require(ours) < #require(theirs))
    }

    @Test func theStartCommandIsCompleteAndNamesNoPlaceOfThisMachine() throws {
        let rig = try BuildRig()
        let command = try BuildPlan(rig.load()).spec.launch.command
        #expect(command.prefix(2) == ["${release}/jdk/bin/java", "${jvm}"])
        #expect(
            command.suffix(4) == [
                "-cp", "${release}/tomcat/bin/bootstrap.jar:${release}/tomcat/bin/tomcat-juli.jar",
                "org.apache.catalina.startup.Bootstrap", "start",
            ])
        for part in [
            "-Dcatalina.home=${release}/tomcat", "-Dcatalina.base=${release}", "-Djava.io.tmpdir=${temp}",
            "-Dslipway.run=${run}", "-Dslipway.work=${work}", "-Dslipway.properties=${run}/node.properties",
            "-Djava.util.logging.config.file=${release}/conf/logging.properties",
            "-Djava.util.logging.manager=org.apache.juli.ClassLoaderLogManager",
            "-Dorg.apache.tomcat.util.digester.PROPERTY_SOURCE=dev.slipway.tomcat.NodeProperties",
        ] { #expect(command.contains(part), "\(part)") }
        #expect(!command.contains { $0.contains(rig.folder.path) })
        #expect(!command.contains { $0.contains("sun.nio.ch") })
    }

    @Test func withoutAHeapJavaChooses() throws {
        let rig = try BuildRig(BuildRig.recipeText.replacing("heap: 64m, ", with: ""))
        #expect(try BuildPlan(rig.load()).spec.jvm == ServiceSpec.JVM(options: ["-Xss1m"]))
    }

    @Test func aCatalinaPropertiesWithoutALoaderIsRefused() {
        #expect(throws: Refusal.self) { try CatalinaProperties.extended("x=1\n", image: "t") }
        #expect(
            (try? CatalinaProperties.extended("common.loader=", image: "t"))
                == "common.loader=\"${catalina.base}/service/*.jar\"")
    }
}
