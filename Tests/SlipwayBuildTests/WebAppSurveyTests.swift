import SlipwayBuild
import SlipwayModel
import SlipwaySystem
import SlipwayTesting
import Testing

@Suite struct WebAppSurveyTests {
    private let folder: TemporaryFolder

    init() throws {
        folder = try TemporaryFolder("survey")
        try Folders.make(folder("work"))
    }

    /// A class file as far as anybody here looks into one.
    private func bytes(_ names: [String], version: UInt8) -> [UInt8] {
        [0xca, 0xfe, 0xba, 0xbe, 0, 0, 0, version] + names.joined(separator: "\u{1}").utf8
    }

    private func war(_ files: [(String, [UInt8])]) throws -> String {
        let path = folder("shop.war")
        let file = try Disk.create(path, mode: 0o644)
        try Disk.write(StoredZip.bytes(of: files.map { (path: $0.0, content: $0.1) }), to: file, path)
        return path
    }

    private func facts(_ files: (String, [UInt8])...) throws -> WebAppFacts {
        let packed = try WebAppSurvey.facts(of: try war(files), work: folder("work"))
        // The same as a folder, which must say the same.
        try Folders.removeAll(folder("exploded"))
        for (path, content) in files {
            try folder.write("exploded/" + path, "")
            let file = try Disk.create(folder("exploded/" + path), mode: 0o644)
            try Disk.write(content, to: file, path)
        }
        #expect(try WebAppSurvey.facts(of: folder("exploded"), work: folder("work")) == packed)
        #expect(try Files.names(in: folder("work")) == [])
        return packed
    }

    private func text(_ text: String) -> [UInt8] { Array(text.utf8) }

    @Test func classesTellWhichServletsAreMeant() throws {
        let old = bytes(["javax/servlet/http/HttpServlet"], version: 52)
        let new = bytes(["jakarta/servlet/Filter"], version: 61)
        #expect(try facts(("WEB-INF/classes/A.class", old)).servlets == .javax)
        #expect(try facts(("WEB-INF/classes/A.class", new)).servlets == .jakarta)
        #expect(try facts(("WEB-INF/classes/A.class", old), ("WEB-INF/classes/B.class", new)).servlets == .jakarta)
        #expect(try facts(("index.html", text("<p>hello"))).servlets == nil)
        #expect(try facts(("WEB-INF/classes/A.class", new)).classVersion == 61)
    }

    @Test func anOldDescriptorAloneTellsNothingAndANewOneAll() throws {
        let old = "<web-app xmlns='http://java.sun.com/xml/ns/javaee' version='2.5'>"
        let new = "<web-app xmlns='https://jakarta.ee/xml/ns/jakartaee' version='6.0'>"
        #expect(try facts(("WEB-INF/web.xml", text(old))).servlets == nil)
        #expect(try facts(("WEB-INF/web.xml", text(new))).servlets == .jakarta)
        #expect(try facts(("WEB-INF/web.xml", text("<!-- " + new + " -->"))).servlets == nil)
    }

    @Test func jarsAreAskedWhenTheWebAppsOwnClassesSayNothing() throws {
        let old = StoredZip.bytes(of: [("A.class", bytes(["Ljavax/servlet/Filter;"], version: 52))])
        let both = StoredZip.bytes(of: [("B.class", bytes(["javax/servlet/x", "jakarta/servlet/x"], version: 52))])
        #expect(try facts(("WEB-INF/lib/spring.jar", old)).servlets == .javax)
        #expect(try facts(("WEB-INF/lib/spring.jar", old), ("WEB-INF/lib/log.jar", both)).servlets == .javax)
        // The API itself, packed by mistake.
        #expect(try facts(("WEB-INF/lib/javax.servlet-api-4.0.1.jar", old)).servlets == nil)
        #expect(try facts(("WEB-INF/lib/broken.jar", text("no zip"))).servlets == nil)
    }

    @Test func whatTheNodeMustBringIsFound() throws {
        let descriptor = """
            <web-app><resource-ref><res-ref-name>
              jdbc/shop </res-ref-name></resource-ref><!-- <res-ref-name>jdbc/old</res-ref-name> -->
            <resource-ref><res-ref-name>jdbc/shop</res-ref-name><res-ref-name>a b&#10;c</res-ref-name></web-app>
            """
        let found = try facts(
            ("WEB-INF/web.xml", text(descriptor)), ("META-INF/context.xml", text("<Context path='/x'/>")),
            ("META-INF/MANIFEST.MF", text("Manifest-Version: 1.0\r\nImplementation-Version: 2.7.1\r\n\r\n")),
            ("WEB-INF/classes/app.properties", text("a=b")),
            ("WEB-INF/classes/Chart.class", bytes(["java/awt/Font"], version: 52)),
            ("WEB-INF/lib/jasperreports-6.20.6.jar", StoredZip.bytes(of: [])), ("index.jsp", text("hello")),
            ("admin/list.jspx", text("<%@page import='javax.servlet.http.*'%>")))
        #expect(found.resources == ["jdbc/shop"])
        #expect(found.hasContextFile)
        #expect(found.version == "2.7.1")
        #expect(found.properties == ["app.properties"])
        #expect(found.drawing == ["jasperreports-6.20.6.jar", "java.awt.Font"])
        #expect(found.pages == 2)
        #expect(found.welcome == "index.jsp")
        #expect(found.servlets == .javax)
    }

    @Test func aNameThatLeadsOutIsRefused() throws {
        let path = try war([("../x", text("y"))])
        #expect(throws: Refusal.self) { try WebAppSurvey.facts(of: path, work: folder("work")) }
        #expect(throws: Refusal.self) {
            try WebAppSurvey.facts(of: try folder.write("no.war", "no zip at all"), work: folder("work"))
        }
    }
}
