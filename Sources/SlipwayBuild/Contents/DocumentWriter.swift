import SlipwayBundle
import SlipwayCrypto
import SlipwayModel
import SlipwayRecipe
import SlipwayStore
import SlipwaySystem
import Synchronization

/// Writes the documents that lie beside a release: its bill of materials and its provenance.
struct DocumentWriter: Sendable {
    struct Image: Sendable {
        var image: BuildPlan.Image
        var definition: ImageDefinition
        var imported: ImportedImage
        var lock: ImageLock?
    }

    let recipe: Recipe
    let plan: BuildPlan
    let tree: ReleaseTree
    let images: [Image]
    /// Of the archives of the web apps, as they were when they were read.
    let stamps: [FileStamp?]
    let jars: JarFinder

    func documents(_ release: SealedRelease) throws -> [Attachment] {
        let materials = try materials(release)
        return [
            Attachment(mediaType: MediaType.bom, bytes: try BomPlan(materials).bytes()),
            Attachment(
                mediaType: MediaType.provenance,
                bytes: try ProvenancePlan(materials, platform: release.platform).bytes()),
        ]
    }

    private final class Found: Sendable {
        let jars = Mutex<[ReleaseMaterials.Jar]>([])
        let sources = Mutex<[ReleaseMaterials.Source]>([])
    }

    private func materials(_ release: SealedRelease) throws -> ReleaseMaterials {
        let all = Found()
        // A web app's archive is read in full for its digest, which takes its time too.
        try Workers.each(2) { part in
            if part == 0 {
                let jars = try jars.jars(of: tree, release.files)
                all.jars.withLock { $0 = jars }
            } else {
                let sources = try sources(release.files)
                all.sources.withLock { $0 = sources }
            }
        }
        let found = all.jars.withLock { $0 }
        let lines = ConfigurationLines.of(
            spec: plan.spec, properties: plan.properties, configuration: Configuration())
        return ReleaseMaterials(
            release: release.name, manifest: release.manifest.digest,
            images: try images.map { try Self.image($0, found) }, jars: found,
            recipe: try Hashing.sha256(file: recipe.file).digest, sources: all.sources.withLock { $0 },
            settings: Dictionary(lines.map { ($0.key, $0.value) }) { $1 })
    }

    private static func image(_ it: Image, _ jars: [ReleaseMaterials.Jar]) throws -> ReleaseMaterials.Image {
        var archive: Digest?
        switch it.definition.source {
        case .debian: break
        case .url(_, let digest), .file(_, let digest): archive = digest
        }
        let packages = it.lock?.packages ?? []
        var version: String?
        switch it.image {
        case .jdk: version = try javaVersion(it.imported.tree + "/release")
        case .tomcat:
            let core = ReleaseLayout.tomcat + "/lib/catalina.jar"
            version = jars.first { $0.path == core }?.facts.manifest.version
        }
        return ReleaseMaterials.Image(
            it.image, name: it.imported.name, version: version ?? packages.first?.version,
            tree: it.imported.record.tree, packages: it.definition.isDebian ? packages : [], archive: archive)
    }

    /// `JAVA_VERSION="17.0.17"` in the file `release` of a JDK.
    private static func javaVersion(_ path: String) throws -> String? {
        guard try Files.facts(path)?.kind == .file else { return nil }
        let start = "JAVA_VERSION=\""
        let line = try Files.text(path).split(separator: "\n").first { $0.hasPrefix(start) }
        return PlainWord.checked(line.map { String($0.dropFirst(start.count).prefix { $0 != "\"" }) })
    }

    /// Web apps, templates, and what `files` brings in.
    private func sources(_ files: [TreeFile]) throws -> [ReleaseMaterials.Source] {
        var sources = try zip(plan.webapps, stamps).map { webapp, stamp in
            let name = lastName(of: webapp.source)
            if Files.isFolder(webapp.source) {
                let folder = "\(ReleaseLayout.webapps)/\(ServiceSpec.WebApp(context: webapp.context).base)/"
                return ReleaseMaterials.Source(
                    name: name, content: .folder(Self.tree(files.filter { $0.path.hasPrefix(folder) })))
            }
            let file = try OpenFile.read(webapp.source)
            let digest = try Hashing.sha256(file).digest
            guard try FileStamp(Files.facts(of: file, webapp.source)) == stamp else {
                throw Refusal(
                    .badInput, "\(webapp.source) changed while it was read", hint: "build again when it is complete")
            }
            return .init(name: name, content: .file(digest))
        }
        for template in recipe.templates {
            let digest = try Hashing.sha256(file: template.source).digest
            sources.append(.init(name: lastName(of: template.source), content: .file(digest)))
        }
        let own = Set(recipe.files.files.keys)
        let brought = files.filter { own.contains($0.path) }
        if !brought.isEmpty { sources.append(.init(name: "files", content: .folder(Self.tree(brought)))) }
        return sources
    }

    private static func tree(_ files: [TreeFile]) -> Digest {
        TreeReader.digest(of: TreeListing(folders: [], files: files))
    }
}

extension ImageDefinition {
    fileprivate var isDebian: Bool { if case .debian = source { true } else { false } }
}
