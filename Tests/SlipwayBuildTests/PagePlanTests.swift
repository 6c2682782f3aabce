import Testing

@testable import SlipwayBuild

struct PagePlanTests {
    @Test func pagesAreWhatTheServerCompilesByItsName() {
        let plan = PagePlan(paths: [
            "z/last.jsp", "index.jsp", "a.jspx", "part.jspf", "page.JSP", "notes.txt", "WEB-INF/pages/inner.jsp",
            "META-INF/x.jsp", "WEB-INF/classes/template.jsp", "WEB-INF/lib/y.jsp", "WEB-INF/tags/box.tag",
        ])
        #expect(plan.pages == ["WEB-INF/pages/inner.jsp", "a.jspx", "index.jsp", "z/last.jsp"])
    }

    @Test func whatTheSearchForTagLibrariesSeesIsListed() {
        let plan = PagePlan(paths: [
            "WEB-INF/web.xml", "WEB-INF/lib/one.jar", "WEB-INF/lib/deep/two.jar", "WEB-INF/classes/A.class",
            "WEB-INF/classes/META-INF/own.tld", "index.html", "WEB-INF/a.tld",
        ])
        #expect(plan.pages.isEmpty)
        #expect(plan.libraries == ["WEB-INF/lib/one.jar"])
        #expect(plan.descriptions == ["WEB-INF/a.tld", "WEB-INF/classes/META-INF/own.tld"])
        #expect(plan.listed == plan.descriptions + ["WEB-INF/lib/deep/two.jar", "WEB-INF/web.xml"])
    }

    @Test(arguments: [
        ("<Context/>", false), ("<Context><Parameter name='Resources'/></Context>", false),
        ("<Context><Resources><PreResources base='/x'/></Resources></Context>", true),
        ("<Context>\n<Loader delegate='true'/></Context>", true),
        ("<Context><JarScanner scanClassPath='false'/></Context>", true),
    ])
    func aContextThatBringsFilesFromElsewhereLeavesPagesToTheServer(_ text: String, _ isLeft: Bool) {
        #expect(PagePlan.isLeftToServer(context: Array(text.utf8)) == isLeft)
    }

    @Test(arguments: [
        ("a b/c.jsp", false), ("WEB-INF/tomcat-web.xml", true), ("a\tb.jsp", true), ("a\u{85}b.css", true),
        (" a.jsp", true), ("a /b.jsp", true), ("a/b.jsp ", true),
    ])
    func aNameThatCannotBeReportedLeavesPagesToTheServer(_ path: String, _ isLeft: Bool) {
        #expect(PagePlan.isLeftToServer(paths: ["index.jsp", path]) == isLeft)
    }

    @Test func aDescriptorWithPropertiesLeavesPagesToTheServer() {
        #expect(PagePlan.isLeftToServer(descriptor: Array("<web-app><a>${b}</a></web-app>".utf8)))
        #expect(!PagePlan.isLeftToServer(descriptor: Array("<web-app><a>$b</a></web-app>".utf8)))
    }

    @Test(arguments: [
        ("<web-app/>", false), ("<web-app><!-- <taglib> --></web-app>", false),
        ("<web-app><!-- a --><taglib/></web-app>", true), ("<web-app><jsp-property-group/></web-app>", true),
        ("<web-app><!-- <taglib>", false),
    ])
    func aServerThatSaysMoreOfPagesCompilesThemItself(_ text: String, _ isLeft: Bool) {
        #expect(PagePlan.isLeftToServer(webXml: Array(text.utf8)) == isLeft)
    }
}
