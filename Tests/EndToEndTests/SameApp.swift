import SlipwayModel
import SlipwaySystem
import SlipwayTesting
import Testing

/// A release of the web apps of Samples/same on a node, and what its server knows of them and answers in each form.
struct SameApp {
    /// How one and the same release is started.
    enum Form: String, CaseIterable {
        case warm, archived, stock
    }

    /// Those whose jars and pages are looked into when the release is built.
    static let apps = [
        "jstl", "annotations", "fragments", "absolute", "initializers", "resources", "sockets", "sockets-chosen",
        "pages", "examples", "complete", "twin-one", "twin-two", "program", "silent",
    ]
    /// One that says itself which jars are looked into, and one with a jar whose name no list of names can have. The
    /// search is left to Tomcat then, for all web apps beside it too.
    static let leftToTomcat = ["scanner", "odd"]

    let apps: [String]
    let stage: Stage
    private let app: SampleApp
    private static var programs: String { SampleApp.samples + "/same" }

    init(_ apps: [String]) throws {
        self.apps = apps
        stage = try Stage()
        let folder = stage.folder("same")
        expect(try Command.run("python3", [Self.programs + "/compose.py", folder] + apps), 0)
        app = try SampleApp("same", recipe: folder, on: stage)
        try stage.up()
        expect(try app.deploy("1.0.0"), 0)
    }

    /// Starts it in that form and asks everything.
    func observe(_ form: Form) throws -> [String] {
        switch form {
        case .warm: break
        case .archived:
            try eventually("the node has an archive", within: 60_000) { try !archives().isEmpty }
            expect(try stage.slipway("restart", "same"), 0)
        case .stock: expect(try stage.slipway("config", "set", "same", "warm-start=off"), 0)
        }
        let words = try app.words("cmdline")
        #expect(words.contains { $0.hasPrefix("-Dcatalina.config=") } == (form != .stock), "\(form): \(words)")
        if form != .warm {
            #expect(words.contains { $0.hasPrefix("-XX:SharedArchiveFile=") } == (form == .archived), "\(words)")
        }
        let port = try #require(app.ports["http"])
        let asked = expect(try Command.run("python3", [Self.programs + "/ask.py", "\(port)"] + apps), 0)
        return asked.output.split(separator: "\n", omittingEmptySubsequences: false).map(String.init)
    }

    /// What was found in each web app when the release was built.
    func baked() throws -> [ServiceSpec.WarmStart.WebApp] {
        let releases = NodeLayout(root: stage.root).releases
        let release = try #require(try Files.names(in: releases).first { !$0.hasPrefix(".") })
        let text = try Files.read(releases + "/" + release + "/" + ReleaseLayout.serviceSpec)
        return try #require(try JSONText.value(ServiceSpec.self, from: text).warmStart).webapps
    }

    private func archives() throws -> [String] {
        try Files.names(in: NodeLayout(root: stage.root).archives).filter { $0.hasSuffix(".jsa") }
    }

    /// A line without what is meant to differ; nil where that is all of it.
    ///
    /// - A jar that holds nothing for a server need not be in `jakarta.servlet.context.orderedLibs`, and a stock Tomcat
    ///   itself puts one that nobody wants in an order there at another place at each start: its `WebXml` keeps them in
    ///   a set by their addresses. For the same reason no two web apps here leave to chance which jar comes first.
    /// - The servlets of pages are told who finds the compiled ones.
    ///
    /// Not observed at all: the loader of Tomcat's own classes, which is that of the Java VM in warm form, the part of
    /// `org.apache.catalina.jsp_classpath` that names them, and the property `catalina.config`.
    static func compared(_ line: String) -> String? {
        if line.contains(" ordered-lib "), line.hasSuffix("-plain.jar") { return nil }
        if line.contains(" servlet-param "), line.hasSuffix(" compilerClassName " + pageCompiler) { return nil }
        return line
    }

    private static let pageCompiler = "dev.slipway.tomcat.ReleasedPageCompiler"

    /// The lines that one has and the other has not, as `- stock` and `+ warm`, in their order; the first 60.
    static func difference(_ stock: [String], _ warm: [String]) -> [String] {
        let warm = warm.compactMap(compared)
        let changes = warm.difference(from: stock.compactMap(compared))
        let lines = changes.map { change in
            switch change {
            case .remove(let offset, let line, _): (offset, 0, "- " + line)
            case .insert(let offset, let line, _): (offset, 1, "+ " + line)
            }
        }
        return lines.sorted { ($0.0, $0.1) < ($1.0, $1.1) }.prefix(60).map(\.2)
    }
}
