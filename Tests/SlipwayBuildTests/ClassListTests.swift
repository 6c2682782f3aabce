import SlipwaySystem
import SlipwayTesting
import Testing

@testable import SlipwayBuild

/// Which classes a release lists for a node's archive.
struct ClassListTests {
    private static let listed = """
        java/lang/Object
        org/apache/catalina/Server
        jakarta/servlet/Servlet
        dev/slipway/tomcat/Slot
        javax/management/MBeanServer
        java/lang/Object

        """

    @Test func whatTheServerLacksIsLeftOutAndWhatTheJavaLacksIsNot() {
        let list = ClassList(
            listed: Self.listed, served: ["org/apache/catalina/Server", "jakarta/servlet/Servlet", "other/One"])
        #expect(
            list.names == [
                "jakarta/servlet/Servlet", "java/lang/Object", "javax/management/MBeanServer",
                "org/apache/catalina/Server",
            ])
    }

    @Test func servletsOfOlderServersHaveTheirOldName() {
        let list = ClassList(listed: Self.listed, served: ["javax/servlet/Servlet"])
        #expect(list.names.contains("javax/servlet/Servlet"))
        #expect(!list.names.contains("jakarta/servlet/Servlet"))
    }

    @Test func theSameLinesInAnotherOrderAreTheSameList() {
        let backwards = Self.listed.split(separator: "\n").reversed().joined(separator: "\n")
        let list = ClassList(listed: Self.listed, served: nil)
        #expect(ClassList(listed: backwards, served: nil) == list)
        #expect(list.bytes == Array((list.names.joined(separator: "\n") + "\n").utf8))
    }

    @Test func classesAreFoundInJarsAndAJarThatLeavesQuestionsLeavesAll() throws {
        let folder = try TemporaryFolder("class-list")
        let jar = folder("one.jar")
        try DurableFile.replaceVolatile(jar, with: StoredZip.bytes([("a/B.class", "x"), ("a/c.txt", "y")]))
        #expect(ClassList.classes(in: [jar]) == ["a/B"])
        try folder.write("two.jar", "no zip")
        #expect(ClassList.classes(in: [jar, folder("two.jar")]) == nil)
    }

    @Test func theListThatComesWithSlipwayIsSortedAndHoldsNothingOfAWebApp() throws {
        let place = parent(of: parent(of: parent(of: #filePath))) + "/tomcat/classes.list"
        let text = try Files.text(place)
        let list = ClassList(listed: text, served: nil)
        #expect(list.bytes == Array(text.utf8))
        #expect(list.names.count > 3000)
        #expect(!list.names.contains { $0.hasPrefix("org/apache/jsp/") || $0.contains("$$Lambda") })
        #expect(list.names.contains("org/apache/catalina/startup/Bootstrap"))
    }
}
