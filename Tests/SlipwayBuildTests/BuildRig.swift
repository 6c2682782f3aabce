import SlipwayArchive
import SlipwayBuild
import SlipwayBundle
import SlipwayCrypto
import SlipwayModel
import SlipwayRecipe
import SlipwayStore
import SlipwaySystem
import SlipwayTesting
import Testing

/// A recipe with small made-up images, web apps and assets, all in one folder.
struct BuildRig {
    let folder: TemporaryFolder
    var recipe: String { folder("app/recipe.yaml") }
    var store: String { folder("store") }

    static let recipeText = """
        name: shop
        version: 1.4.2
        images: { jdk: my-jdk, tomcat: my-tomcat }
        webapps:
          - { war: shop.war, context: /, properties: { page.size: "50" } }
          - { war: admin, context: /a/b }
        properties: { db.url: "jdbc:x", build: "{{name}} {{version}}", page.size: "10" }
        templates: [ { from: motd.mustache, to: conf/motd.xml } ]
        jvm: { heap: 64m, options: [ -Xss1m ] }
        stop: { drain: 3s }
        warm-start: { pages: false }
        """

    init(_ recipeText: String = recipeText) throws {
        folder = try TemporaryFolder("build")
        try folder.write("app/recipe.yaml", recipeText)
        try folder.write("app/motd.mustache", "<motd at=\"{{properties.build}}\">{{listen.http}}</motd>\n")
        try folder.write("app/admin/index.html", "<p>admin</p>\n", mode: 0o755)
        try Folders.make(folder("app/admin/empty"))
        try write(
            "app/shop.war",
            StoredZip.bytes([
                ("index.jsp", "<%= 1 %>"), ("WEB-INF/web.xml", "<web-app/>"), ("WEB-INF/lib/one.jar", "jar one"),
                ("WEB-INF/lib/deep/two.jar", "jar two"), ("WEB-INF/classes/A.class", "class"), ("naïve.txt", "ï"),
            ]))
        for asset in BuildAssets.Asset.allCases { try folder.write("share/\(asset.rawValue)", asset.rawValue) }
        try folder.write("share/server.xml.mustache", "<Server a=\"{{name}}\" b=\"${listen.http}\"/>")
        try writeImages()
    }

    private func writeImages() throws {
        try folder.write("up/jdk-9/bin/java", "#!/bin/sh\necho java\n", mode: 0o755)
        try folder.write("up/jdk-9/lib/modules", "modules")
        try folder.write("up/jdk-9/jmods/a.jmod", "jmod")
        try Disk.symlink(to: "modules", at: folder("up/jdk-9/lib/alias"))
        try Disk.symlink(to: "../lib", at: folder("up/jdk-9/bin/libs"))
        for name in ["bin/bootstrap.jar", "bin/tomcat-juli.jar", "lib/catalina.jar", "conf/web.xml", "conf/server.xml"]
        {
            try folder.write("up/apache-tomcat-10/\(name)", "stock \(name)")
        }
        try folder.write(
            "up/apache-tomcat-10/conf/catalina.properties",
            "x=1\ncommon.loader=\"${catalina.home}/lib\"\ntomcat.util.scan.StandardJarScanFilter.jarsToSkip=\\\na.jar\n"
        )
        try folder.write("up/apache-tomcat-10/webapps/examples/index.html", "example")
        try image("my-jdk", "jdk", from: "jdk-9", strip: "[ jmods ]")
        try image("my-tomcat", "tomcat", from: "apache-tomcat-10", strip: "[]")
    }

    /// Packs `up/TOP` and defines an image of it beside the recipe.
    func image(_ name: String, _ layout: String, from top: String, strip: String, digest: String? = nil) throws {
        let archive = folder("\(name).tar.gz")
        let result = try Command.run("tar", ["-czf", archive, "-C", folder("up"), top])
        try #require(result.succeeded, "\(result.errors)")
        let digest = try digest ?? Hashing.sha256(file: archive).digest.hex
        try folder.write(
            "app/\(name).yaml", "layout: \(layout)\nfile: ../\(name).tar.gz\nsha256: \(digest)\nstrip: \(strip)\n")
    }

    func write(_ name: String, _ bytes: [UInt8]) throws {
        try Folders.make(parent(of: folder(name)))
        try DurableFile.replaceVolatile(folder(name), with: bytes)
    }

    func load(_ settings: [String] = []) throws -> Recipe {
        try RecipeLoader.load(recipe, settings: settings.map { try Setting($0) })
    }

    @discardableResult
    func build(
        _ settings: [String] = [], replacing: Bool = false, signing key: SigningKey? = nil
    ) throws -> Descriptor {
        let builder = Builder(
            store: try DirectoryStore(at: store), assets: BuildAssets(folder: folder("share")), report: { _ in })
        return try builder.build(load(settings), replacing: replacing, signing: key)
    }

    static func key() throws -> SigningKey {
        let secret = try #require(Ed25519Key(seed: [UInt8](repeating: 7, count: 32)))
        return SigningKey(secret, id: [1, 2, 3, 4, 5, 6, 7, 8], comment: "build rig")
    }

    /// What is attached to a release, by its media type.
    func documents(of manifest: Descriptor) throws -> [String: [UInt8]] {
        let path = folder("documents.tar")
        let store = try DirectoryStore(at: store)
        let name = try #require(try store.list().first { $0.1.digest == manifest.digest }).0
        try BundleWriter.write(manifest, name: name, from: store, to: path)
        let bundle = try BundleVerifier.open(OpenFile.read(path))
        let types = [MediaType.bom, MediaType.provenance]
        return Dictionary(try types.compactMap { type in try bundle.document(type).map { (type, $0) } }) { $1 }
    }

    /// Every file of a release by its path, with its text and whether it may be executed.
    func files(of manifest: Descriptor) throws -> [String: (text: String, executable: Bool)] {
        let store = try DirectoryStore(at: store)
        let content = try JSONText.value(Manifest.self, from: store.read(manifest, limit: 1 << 20))
        var files: [String: (String, Bool)] = [:]
        for layer in content.layers {
            let reader = try ArchiveReader(file: store.blobPath(layer.digest), format: .tar)
            while let entry = try reader.next() {
                guard entry.kind == .file else { continue }
                files[entry.path] = (
                    String(decoding: try reader.readAll(limit: 1 << 20), as: UTF8.self), entry.executable
                )
            }
        }
        return files
    }

    /// The components of a release, in their order.
    func components(of manifest: Descriptor) throws -> [String?] {
        let content = try JSONText.value(
            Manifest.self, from: DirectoryStore(at: store).read(manifest, limit: 1 << 20))
        return content.layers.map { $0.annotations?[Annotation.component] }
    }

    func spec(of manifest: Descriptor) throws -> ServiceSpec {
        let text = try files(of: manifest)["service/service.json"]?.text ?? ""
        return try JSONText.value(ServiceSpec.self, from: Array(text.utf8))
    }

    /// The refusal of building; nil when it succeeds.
    func refusal(_ settings: [String] = []) throws -> Refusal? {
        do {
            try build(settings)
            return nil
        } catch let refusal as Refusal {
            return refusal
        }
    }
}
