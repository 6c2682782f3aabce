import SlipwayCrypto
import SlipwayModel
import SlipwaySystem

/// What lies beside a release in its bundle: manifests of artifacts, each with the release as its subject.
struct BundleAttachments {
    /// All that belongs to them.
    private(set) var blobs: [Descriptor] = []
    /// What they hold, besides statement and signature.
    private(set) var documents: [Descriptor] = []

    init(_ contents: BundleContents, _ signed: SignedStatement?, to release: Descriptor) throws {
        guard contents.has(BundleLayout.attached) else { return }
        let index = try contents.json(BundleLayout.attached, ImageIndex.self)
        var types: Set<String> = []
        for entry in index.manifests {
            let manifest = try contents.json(entry, Manifest.self)
            guard manifest.schemaVersion == 2, manifest.mediaType == MediaType.manifest,
                manifest.config.mediaType == MediaType.empty, let type = manifest.artifactType,
                Artifact.types.contains(type), manifest.subject?.digest == release.digest,
                manifest.subject?.size == release.size, types.insert(type).inserted,
                manifest.config.digest == Artifact.emptyDigest,
                manifest.layers.map(\.mediaType) == Artifact.parts(type),
                manifest.layers.allSatisfy({ $0.size <= Int64(BundleLayout.largestDocument) })
            else { throw BundleVerifier.refusal("what is attached to it is not the kind that belongs there") }
            blobs += [entry, manifest.config] + manifest.layers
            try contents.check(manifest.config)
            for layer in manifest.layers { try contents.check(layer) }
            if type != MediaType.statement {
                documents += manifest.layers
            } else if signed.map({ Hashing.sha256($0.bytes) }) != manifest.layers.first?.digest {
                throw BundleVerifier.refusal("the statement attached to it is not the one it begins with")
            }
        }
    }
}

/// Documents about a release, each an OCI artifact (OCI image specification, "Guidelines for Artifact Usage").
enum Artifact {
    static let types = [MediaType.statement, MediaType.bom, MediaType.provenance]
    static let emptyConfig = Array("{}".utf8)
    static let emptyDigest = Hashing.sha256(emptyConfig)

    /// The media types of what an artifact of a type holds.
    static func parts(_ type: String) -> [String] {
        type == MediaType.statement ? [MediaType.statement, MediaType.signature] : [type]
    }
}

extension OpenedBundle {
    /// The statement is of this very release.
    func checkStatement(_ entry: Descriptor, _ documents: [Descriptor]) throws {
        guard let statement = signed?.statement else {
            if let first = documents.first {
                throw BundleVerifier.refusal("the document \(first.digest) has no statement that names it")
            }
            return
        }
        guard statement.manifest.digest == entry.digest, statement.manifest.size == entry.size else {
            throw BundleVerifier.refusal("its statement is of another release, \(statement.manifest.digest.short)")
        }
        guard statement.app == name.name else {
            throw BundleVerifier.refusal("its statement is of the app \(statement.app), and it holds \(name.name)")
        }
        guard statement.version == name.version else {
            throw BundleVerifier.refusal("its statement is of version \(statement.version), and it is \(name.version)")
        }
        guard statement.platform.os == config.os, statement.platform.architecture == config.architecture else {
            throw BundleVerifier.refusal("its statement is for another platform than its config")
        }
        let trees = manifest.layers.indices.map { index in
            let tree = installedTree(layer: index)
            return ReleaseStatement.Tree(
                component: tree.component, digest: tree.digest, files: tree.files, bytes: tree.bytes)
        }
        guard statement.components == trees else {
            throw BundleVerifier.refusal("its statement names other components than its manifest")
        }
        guard Set(statement.attached.map(\.digest)) == Set(documents.map(\.digest)) else {
            throw BundleVerifier.refusal("its statement names other documents than are attached to it")
        }
    }

    /// A document about it, by its media type; nil when there is none.
    package func document(_ mediaType: String) throws -> [UInt8]? {
        guard let blob = signed?.statement.attached.first(where: { $0.mediaType == mediaType }) else { return nil }
        var bytes: [UInt8] = []
        try copy(blob) { bytes += $0 }
        return bytes
    }
}
