import SlipwayCrypto
import SlipwayModel
import SlipwayRecipe

/// Decides what of a release's start is worked out at build: the class path, the command and what an archive depends
/// on.
struct WarmStartPlan {
    /// What the server consists of.
    struct Server {
        /// The names of the jars in `tomcat/lib`.
        var jars: [String]
        /// Something else lies there.
        var hasOthers = false
        /// Digests of the trees of the images, and of Slipway's own jar.
        var jdk: Digest
        var tomcat: Digest
        var own: Digest
    }

    /// The parts that are done: what the recipe wants, without what its own files stand in the way of.
    let parts: Recipe.WarmStart
    /// In the release, in the order that Tomcat's own class loaders would look in; empty without a flat one.
    let classPath: [String]
    /// Jars that the recipe puts beside Tomcat's own.
    let libraries: [String]
    private let server: Server
    private let libraryDigests: [Digest]

    private static let libraryFolder = "lib/"
    private static let properties = ReleaseLayout.conf + "/catalina.properties"

    /// `digest` tells what a file of the recipe's own holds.
    init(
        _ recipe: Recipe, server: Server, loaders: ServerLoaders, digest: (String) throws -> Digest
    ) rethrows {
        let files = recipe.files.files.values.sorted { $0.target.utf8.lexicographicallyPrecedes($1.target.utf8) }
        let beside = files.filter { $0.target.hasPrefix(Self.libraryFolder) }
        let jars = beside.filter { $0.target.hasSuffix(".jar") && $0.target.utf8.count { $0 == 47 } == 1 }
        var parts = recipe.warmStart
        // Whoever writes these says where classes come from and which jars are looked into.
        let isOwn = recipe.templates.contains { $0.target == Self.properties }
        if isOwn || recipe.options.contains(where: { $0.value.hasPrefix("-Dcatalina.config") }) {
            parts.scan = false
            parts.archive = false
        }
        // An archive knows jars only, and so does the search; a folder of classes may be meant here.
        if beside.count > jars.count || server.hasOthers {
            parts.scan = false
            parts.archive = false
        }
        if !loaders.areUsual { parts = Recipe.WarmStart(scan: false, pages: false, archive: false) }
        self.parts = parts
        self.server = server
        libraries = jars.map(\.target)
        libraryDigests = try jars.map { try digest($0.source) }
        classPath =
            parts.archive
            ? ["tomcat/bin/bootstrap.jar", "tomcat/bin/tomcat-juli.jar", ReleaseMaterials.wrapperJar] + libraries
                + server.jars.sorted { $0.utf8.lexicographicallyPrecedes($1.utf8) }.map { "tomcat/lib/" + $0 }
            : []
    }

    /// What goes into the service description; nil when nothing is done.
    func spec(
        _ recipe: Recipe, list: ClassList, webapps: [ServiceSpec.WarmStart.WebApp]
    ) -> ServiceSpec.WarmStart? {
        if parts.isOff { return nil }
        var spec = ServiceSpec.WarmStart(command: LaunchLine.warm(recipe, parts, classPath: classPath))
        spec.webapps = webapps
        if parts.archive {
            spec.classList = ReleaseLayout.classList
            spec.classes = list.names.count
            spec.archive = archive(list)
        }
        return spec
    }

    private func archive(_ list: ClassList) -> Digest {
        var text = "archive 1\njdk \(server.jdk)\ntomcat \(server.tomcat)\nslipway \(server.own)\n"
        text += "classes \(Hashing.sha256(list.bytes))\n"
        for digest in libraryDigests { text += "library \(digest)\n" }
        for path in classPath { text += "path \(path)\n" }
        return Hashing.sha256(Array(text.utf8))
    }
}
