import SlipwayCrypto
package import SlipwayModel
import SlipwaySystem

/// A release whose files lie on this node and are what its manifest says. Only `ReleaseInstaller.install` and `reopen`
/// make one.
package struct InstalledRelease: Sendable {
    package let digest: Digest
    package let folder: String
    package let manifest: Manifest
    package let spec: ServiceSpec

    init(digest: Digest, folder: String, manifest: Manifest, spec: ServiceSpec) {
        self.digest = digest
        self.folder = folder
        self.manifest = manifest
        self.spec = spec
    }

    package var name: ReleaseName { ReleaseName(name: spec.name, version: spec.version) }

    /// nil when it is not installed. The manifest must have the digest asked for, and every file the size, time and
    /// mode of the listing its tree digest names; `thorough` reads every byte as well.
    package static func reopen(_ digest: Digest, in layout: NodeLayout, thorough: Bool = false) throws
        -> InstalledRelease?
    {
        let folder = layout.release(digest)
        guard let manifest = try manifest(digest, in: layout) else { return nil }
        let objects = ObjectStore(layout.objects)
        for layer in manifest.layers {
            guard let tree = layer.annotations?[Annotation.tree].flatMap({ Digest($0) }),
                let listing = objects.knownListing(tree)
            else { throw damaged(folder, "the listing of a component is missing") }
            for file in listing.files { try check(file, in: folder, thorough: thorough) }
        }
        return InstalledRelease(digest: digest, folder: folder, manifest: manifest, spec: try readSpec(folder))
    }

    /// The layers of one that is installed, whatever has become of its files.
    static func layers(_ digest: Digest, in layout: NodeLayout) throws -> [Descriptor]? {
        try manifest(digest, in: layout)?.layers
    }

    private static func manifest(_ digest: Digest, in layout: NodeLayout) throws -> Manifest? {
        let folder = layout.release(digest)
        let record = folder + "/" + manifestName
        guard Files.exists(record) else { return nil }
        let bytes = try Files.read(record, limit: 4 << 20)
        guard Hashing.sha256(bytes) == digest else {
            throw damaged(folder, "its manifest is not the one that was installed")
        }
        return try JSONText.value(Manifest.self, from: bytes)
    }

    static func readSpec(_ folder: String) throws -> ServiceSpec {
        let bytes = try Files.read(folder + "/" + ReleaseLayout.serviceSpec)
        let spec: ServiceSpec
        do {
            spec = try JSONText.value(ServiceSpec.self, from: bytes)
        } catch {
            throw Refusal(.badInput, "the release in \(folder) has a service.json that cannot be read: \(error)")
        }
        if let fault = spec.fault { throw Refusal(.badInput, "the release in \(folder) cannot run: \(fault)") }
        return spec
    }

    private static func check(_ file: TreeFile, in folder: String, thorough: Bool) throws {
        let path = folder + "/" + file.path
        guard let facts = try Files.facts(path) else { throw damaged(path, "it is missing") }
        guard facts.kind == .file, facts.size == file.size, facts.modified == file.modified,
            facts.executable == file.executable
        else { throw damaged(path, "its size, time or mode has changed") }
        if thorough, try Hashing.sha256(file: path).digest != file.digest {
            throw damaged(path, "its content has changed")
        }
    }

    private static func damaged(_ path: String, _ why: String) -> Refusal {
        Refusal(.badInput, "\(path) is damaged: \(why)", hint: "deploy the release again from its bundle")
    }

    static let manifestName = ".slipway/manifest.json"
}
