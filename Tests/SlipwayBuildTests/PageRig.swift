import SlipwayCrypto
import SlipwayModel
import SlipwayStore
import SlipwaySystem
import SlipwayTesting
import Testing

@testable import SlipwayBuild

/// A web app in a folder, and this machine's own Java and Tomcat to compile its pages with.
final class PageRig {
    let folder: TemporaryFolder
    let store: DirectoryStore
    private(set) var steps = 0
    private var number = 0

    /// The server's own descriptor, with a parameter of its JSP servlet.
    static func webXml(_ parameter: String = "") -> String {
        """
        <web-app xmlns="https://jakarta.ee/xml/ns/jakartaee" version="6.0">
          <servlet><servlet-name>jsp</servlet-name>
            <servlet-class>org.apache.jasper.servlet.JspServlet</servlet-class>\(parameter)</servlet>
        </web-app>
        """
    }
    private static let jars = "/usr/share/java"
    private static let path = "/usr/local/bin:/usr/bin:/bin"

    /// Debian's jars and a JDK are here.
    static let isPossible =
        Files.exists(jars + "/tomcat10-jasper.jar") && Command.find("javac", in: path) != nil

    init(_ files: [String: String]) throws {
        folder = try TemporaryFolder("pages")
        store = try DirectoryStore(at: folder("store"))
        for (path, text) in files { try folder.write("shop/\(path)", text) }
        try Folders.make(folder("tomcat/lib"))
        try Folders.make(folder("tomcat/bin"))
        for name in try Files.names(in: Self.jars) where Self.isServer(name) {
            try Disk.symlink(to: Self.jars + "/" + name, at: folder("tomcat/lib/" + Self.upstream(name)))
        }
        try Disk.symlink(to: Self.jars + "/tomcat10-juli.jar", at: folder("tomcat/bin/tomcat-juli.jar"))
    }

    /// As Tomcat's own archive names it.
    private static func upstream(_ name: String) -> String {
        name.hasPrefix("tomcat10-") ? String(name.dropFirst("tomcat10-".count)) : "ecj-1.jar"
    }

    private static func isServer(_ name: String) -> Bool {
        guard name.hasSuffix(".jar") else { return false }
        let isPlain = name.hasPrefix("tomcat10-") && !name.contains(where: \.isNumber, after: "tomcat10-")
        return isPlain || name == "eclipse-jdt-core.jar"
    }

    /// Built once for all tests.
    private static let share = Result { () throws -> TemporaryFolder in
        let folder = try TemporaryFolder("bake")
        let root = parent(of: parent(of: parent(of: #filePath)))
        let built = try Command.run(
            "sh", [root + "/tomcat/build.sh", folder("slipway-bake.jar"), root + "/tomcat/bake/src"])
        try #require(built.succeeded, "\(built.errors)")
        return folder
    }

    private static func image(_ name: String, _ tree: String) -> ImportedImage {
        let digest = Hashing.sha256(Array(name.utf8))
        return ImportedImage(
            name: name, tree: tree, record: ImageRecord(name: name, origin: digest, tree: digest, files: 1, bytes: 1))
    }

    func compiler(
        webXml: String = PageRig.webXml(), libraries: [PageLibrary] = [], options: [String] = []
    ) throws -> PageCompiler {
        let java = try #require(Command.find("java", in: Self.path))
        return PageCompiler(
            store: store, jdk: Self.image("jdk", parent(of: parent(of: try Files.real(java)))),
            tomcat: Self.image("tomcat", folder("tomcat")), webXml: Array(webXml.utf8), properties: [],
            assets: BuildAssets(folder: try Self.share.get().path), report: { _ in self.steps += 1 },
            libraries: libraries, options: options)
    }

    func pages(
        webXml: String = PageRig.webXml(), libraries: [PageLibrary] = [], options: [String] = []
    ) throws -> CompiledPages {
        let compiler = try compiler(webXml: webXml, libraries: libraries, options: options)
        number += 1
        for name in ["war", "work"] { try Folders.make(folder("\(name)-\(number)")) }
        let webapp = try ExplodedWebApp(
            folder("shop"), work: folder("war-\(number)"), store: store, now: Clock.wall())
        return try compiler.pages(of: webapp, shown: "shop.war", work: folder("work-\(number)"))
    }

    /// The refusal of compiling; nil when it succeeds.
    func refusal() throws -> Refusal? {
        do {
            _ = try pages()
            return nil
        } catch let refusal as Refusal {
            return refusal
        }
    }

    /// Puts a class of the web app's own there.
    func compile(_ name: String, _ source: String) throws {
        try folder.write("source/\(name).java", source)
        let done = try Command.run(
            "javac", ["-d", folder("shop/WEB-INF/classes"), folder("source/\(name).java")])
        try #require(done.succeeded, "\(done.errors)")
    }
}

extension String {
    fileprivate func contains(where isWanted: (Character) -> Bool, after prefix: String) -> Bool {
        dropFirst(prefix.count).contains(where: isWanted)
    }
}
