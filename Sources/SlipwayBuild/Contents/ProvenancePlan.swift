import SlipwayArchive
package import SlipwayModel
import SlipwaySystem

/// Decides what a release's provenance says. It follows from the materials alone: no time, no machine, no user and no
/// path of a disk is in it.
package struct ProvenancePlan {
    private let materials: ReleaseMaterials
    private let platform: Platform

    package init(_ materials: ReleaseMaterials, platform: Platform) {
        self.materials = materials
        self.platform = platform
    }

    /// The document, the same bytes for the same materials.
    package func bytes() throws -> [UInt8] { try JSONText.bytes(document, pretty: true) + [10] }

    /// Of a folder's listing, see `TreeListing`.
    private static let treeDigest = "slipwayTree"

    private var document: Provenance {
        let name = materials.release
        let external = Provenance.External(
            recipe: Provenance.Resource(name: "recipe", digest: ["sha256": materials.recipe.hex]),
            release: name.name, version: name.version, settings: materials.settings)
        let definition = Provenance.Definition(
            externalParameters: external, internalParameters: .init(platform: platform.description),
            resolvedDependencies: materials.images.flatMap(Self.resources) + materials.sources.map(Self.resource))
        // Another libzstd may pack the same files to other bytes.
        let builder = Provenance.Builder(version: ["slipway": Program.version, "libzstd": ZstdEncoder.version])
        return Provenance(
            subject: [.init(name: name.reference, digest: ["sha256": materials.manifest.hex])],
            predicate: .init(buildDefinition: definition, runDetails: .init(builder: builder)))
    }

    private static func resources(_ image: ReleaseMaterials.Image) -> [Provenance.Resource] {
        let use = ["image": image.name]
        if let archive = image.archive {
            return [.init(name: image.name, digest: ["sha256": archive.hex], annotations: use)]
        }
        return image.packages.map {
            .init(
                name: $0.package, uri: PackageURL.debian($0), digest: ["sha256": $0.sha256.hex], annotations: use)
        }
    }

    private static func resource(_ source: ReleaseMaterials.Source) -> Provenance.Resource {
        switch source.content {
        case .file(let digest): .init(name: source.name, digest: ["sha256": digest.hex])
        case .folder(let tree): .init(name: source.name, digest: [treeDigest: tree.hex])
        }
    }
}
