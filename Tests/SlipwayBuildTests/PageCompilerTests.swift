import SlipwayModel
import SlipwaySystem
import SlipwayTesting
import Testing

@testable import SlipwayBuild

/// With a real Java and a real Tomcat.
@Suite(.enabled(if: PageRig.isPossible)) struct PageCompilerTests {
    private static let shop = [
        "index.jsp": """
        <%@ page import="shop.Word" %><%@ taglib prefix="t" tagdir="/WEB-INF/tags" %>
        <% String greeting = Word.SAID; %><%@ include file="parts/head.jsp" %><t:box/>
        """,
        "parts/head.jsp": "<p><%= greeting %></p>",
        "WEB-INF/pages/plain.jspx":
            #"<jsp:root xmlns:jsp="http://java.sun.com/JSP/Page" version="2.0"><p>x</p></jsp:root>"#,
        "WEB-INF/tags/box.tag": "<b>box</b>",
        "WEB-INF/classes/shop/Other.class": "never asked for",
        "notes.html": "<p>notes</p>",
    ]

    private func shop() throws -> PageRig {
        let rig = try PageRig(Self.shop)
        try rig.compile("Word", "package shop; public class Word { public static final String SAID = \"one\"; }")
        return rig
    }

    @Test func pagesFragmentsAndTagFilesAreToldApart() throws {
        let compiled = try shop().pages()
        #expect(compiled.pages == 2)
        #expect(compiled.fragments == ["parts/head.jsp"])
        #expect(
            compiled.files.map(\.path) == [
                "org/apache/jsp/WEB_002dINF/pages/plain_jspx.class", "org/apache/jsp/index_jsp.class",
                "org/apache/jsp/tag/web/box_tag.class", "settings", "tags",
            ])
        #expect(String(decoding: compiled.files.last?.bytes ?? [], as: UTF8.self) == "org/apache/jsp/tag/web/box_tag\n")
    }

    @Test func theSameWebAppGivesTheSameBytesElsewhereAndLater() throws {
        let (one, two) = (try shop(), try shop())
        for path in Self.shop.keys { try Disk.setTime(two.folder("shop/" + path), seconds: 1_000_000_000) }
        let (first, second) = (try one.pages(), try two.pages())
        #expect(first.files.map(\.path) == second.files.map(\.path))
        #expect(first.files.map(\.bytes) == second.files.map(\.bytes))
    }

    @Test func aBrokenPageIsNamedWithItsLineAndAllOthersToo() throws {
        let rig = try PageRig([
            "a.jsp": "<p>\n<%= nobody %>\n</p>\n<%= nothing %>", "b.jsp": "<% if (true) { %>\n",
            "c.jsp": "\n\n<jsp:useBean/>", "good.jsp": "<p/>", "d.jspx": "<p>\n<b></p>",
        ])
        let refusal = try #require(try rig.refusal())
        #expect(refusal.code == .badInput)
        #expect(refusal.sentence == "shop.war: a.jsp line 2: nobody cannot be resolved to a variable")
        #expect(refusal.detail.contains("a.jsp line 4: nothing cannot be resolved to a variable"))
        for beginning in ["b.jsp", "c.jsp line 3: ", "d.jspx line 2: "] {
            #expect(refusal.detail.contains { $0.hasPrefix(beginning) }, "\(beginning) in \(refusal.detail)")
        }
        #expect(!refusal.detail.contains { $0.hasPrefix("good.jsp") })
    }

    @Test func whatIsWrongInAnIncludedFileIsToldOnceThere() throws {
        let rig = try PageRig([
            "one.jsp": "<%@ include file=\"part.jsp\" %>", "two.jsp": "\n<%@ include file=\"part.jsp\" %>",
            "part.jsp": "<p>\n\n<%= nobody %></p>",
        ])
        let refusal = try #require(try rig.refusal())
        #expect(refusal.sentence == "shop.war: part.jsp line 3: nobody cannot be resolved to a variable")
        #expect(refusal.detail.isEmpty)
    }

    @Test func whatNoPageUsesMayChangeForNothing() throws {
        let rig = try shop()
        let first = try rig.pages()
        try rig.folder.write("shop/WEB-INF/classes/shop/Other.class", "something else")
        try rig.folder.write("shop/notes.html", "<p>other notes</p>")
        let second = try rig.pages()
        #expect(rig.steps == 1)
        #expect(second.pages == 2 && second.fragments == first.fragments)
        #expect(first.files.map(\.bytes) == second.files.map(\.bytes))
    }

    @Test func whatAPageUsesIsCompiledAnew() throws {
        let rig = try shop()
        let first = try rig.pages()
        try rig.compile("Word", "package shop; public class Word { public static final String SAID = \"two\"; }")
        let second = try rig.pages()
        #expect(rig.steps == 2)
        // The compiler has taken the constant over.
        #expect(first.files.map(\.bytes) != second.files.map(\.bytes))
        try rig.folder.write("shop/parts/head.jsp", "<h1><%= greeting %></h1>")
        #expect(try rig.pages().files.map(\.bytes) != second.files.map(\.bytes))
        try rig.folder.write("shop/WEB-INF/tags/box.tag", "<i>box</i>")
        _ = try rig.pages()
        #expect(rig.steps == 4)
    }

    @Test func aWebAppWithItsOwnCompilerIsLeftToTheServer() throws {
        let own = PageRig.webXml(
            "<init-param><param-name>compilerClassName</param-name><param-value>shop.Own</param-value></init-param>")
        let rig = try PageRig(["index.jsp": "<p/>"])
        let compiled = try rig.pages(webXml: own)
        #expect(compiled.pages == nil && compiled.files.isEmpty)
    }

    @Test func withoutPagesNothingRuns() throws {
        let rig = try PageRig(["index.html": "<p/>"])
        #expect(try rig.pages().pages == 0)
        #expect(rig.steps == 0)
    }

    @Test(arguments: ["jasper.jar", "ecj-1.jar", "servlet-api.jar"])
    func aTomcatThatLacksAPartIsLeftToItself(_ jar: String) throws {
        let rig = try PageRig(["index.jsp": "<p/>"])
        try Disk.unlink(rig.folder("tomcat/lib/" + jar))
        #expect(try rig.pages().pages == nil)
        #expect(rig.steps == 0)
    }

    @Test func aTomcatWithServletsOfTheOldNameIsLeftToItself() throws {
        let rig = try PageRig(["index.jsp": "<p/>"])
        let jar = rig.folder("tomcat/lib/servlet-api.jar")
        try Disk.unlink(jar)
        try DurableFile.replaceVolatile(jar, with: StoredZip.bytes([("javax/servlet/Servlet.class", "")]))
        #expect(try rig.pages().pages == nil)
        #expect(rig.steps == 0)
    }

    @Test func aDescriptorThatPassesOverJarsLeavesPagesOnlyWhereOneHoldsFiles() throws {
        let rig = try PageRig(["index.jsp": "<p/>", "WEB-INF/web.xml": #"<web-app metadata-complete="true"/>"#])
        let jar = try rig.folder.write("shop/WEB-INF/lib/one.jar", "")
        try DurableFile.replaceVolatile(jar, with: StoredZip.bytes([("shop/words.txt", "x")]))
        #expect(try rig.pages().pages == 1)
        try DurableFile.replaceVolatile(jar, with: StoredZip.bytes([("META-INF/resources/part.jsp", "x")]))
        #expect(try rig.pages().pages == nil)
        try rig.folder.write("shop/WEB-INF/web.xml", "<web-app/>")
        #expect(try rig.pages().pages == 1)
        #expect(rig.steps == 2)
    }

    @Test func theServersOwnDescriptorIsNamedWhenItIsDamaged() throws {
        let rig = try PageRig(["index.jsp": "<p/>"])
        let refusal = #expect(throws: Refusal.self) { try rig.pages(webXml: "<web-app>") }
        #expect(refusal?.sentence == "shop.war: conf/web.xml: it is no well-formed deployment descriptor")
    }

    @Test func theNameOfALibraryAndTheOptionsAreRemembered() throws {
        let rig = try PageRig(["index.jsp": "<p/>"])
        let jar = try rig.folder.write("one.jar", "")
        try DurableFile.replaceVolatile(jar, with: StoredZip.bytes([("words.txt", "x")]))
        let (one, two) = (PageLibrary(name: "lib/one.jar", path: jar), PageLibrary(name: "lib/two.jar", path: jar))
        #expect(try rig.pages(libraries: [one]).pages == 1)
        #expect(Files.exists(rig.folder("work-1/server/one.jar")))
        _ = try rig.pages(libraries: [one])
        #expect(rig.steps == 1)
        _ = try rig.pages(libraries: [two])
        #expect(rig.steps == 2)
        _ = try rig.pages(libraries: [two], options: ["-Xmx1g", "-Dplace=${release}"])
        #expect(rig.steps == 2)
        _ = try rig.pages(libraries: [two], options: ["-Dshop=yes"])
        #expect(rig.steps == 3)
    }
}
