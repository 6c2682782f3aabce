import SlipwayArchive
package import SlipwayModel
package import SlipwayStore
import SlipwaySystem

/// Seals a composed release into the blobs of a store: an OCI image with one deterministic layer per component. Equal
/// trees give equal digests, whatever the machine, folder, user, umask or time.
package struct Sealer {
    private let store: DirectoryStore
    private let report: (SealProgress) -> Void

    package init(store: DirectoryStore, report: @escaping (SealProgress) -> Void) {
        self.store = store
        self.report = report
    }

    /// Names the release in the store, signs it where a signer is given, and returns its manifest. Refuses with 65 a tree
    /// that no release can hold, and, unless `replacing`, a name and version that the store knows with other content;
    /// whenever it throws, the store is as it was.
    package func seal(
        _ tree: ReleaseTree, replacing: Bool = false, signing signer: ReleaseSigner? = nil
    ) throws -> Descriptor {
        let plan = try TreePlan(tree)
        let known = KnownFiles(store)
        return try store.ingesting { ingest in
            let packer = LayerPacker(ingest: ingest, known: known, report: report)
            var layers: [Descriptor] = []
            var diffIDs: [Digest] = []
            var trees: [ReleaseStatement.Tree] = []
            var files: [TreeFile] = []
            for layer in plan.layers {
                let packed = try packer.pack(layer)
                try ExpansionBound.check(
                    "the \(layer.component.rawValue) of \(tree.name)",
                    unpacked: packed.tree.bytes + 1024 * packed.tree.files, packed: packed.descriptor.size)
                layers.append(packed.descriptor)
                diffIDs.append(packed.diffID)
                trees.append(packed.tree)
                files += packed.listing.files
            }
            let config = try ingest.put(
                JSONText.bytes(config(of: tree, plan, diffIDs)), mediaType: MediaType.config)
            let content = Manifest(config: config, layers: layers, annotations: Self.annotations(of: tree.name))
            let manifest = try ingest.put(JSONText.bytes(content), mediaType: MediaType.manifest)
            let release = SealedRelease(
                name: tree.name, platform: tree.platform, manifest: manifest, config: config, trees: trees,
                files: files)
            try ingest.publish(
                manifest, as: tree.name, replacing: replacing, attaching: signer?.attaching(release))
            known.keep()
            return manifest
        }
    }

    private func config(of tree: ReleaseTree, _ plan: TreePlan, _ diffIDs: [Digest]) -> ImageConfig {
        let created = Clock.text(FileTimes.constant * 1000)
        return ImageConfig(
            created: created, platform: tree.platform,
            config: ImageConfig.Execution(
                entrypoint: tree.spec.launch.command, workingDirectory: "/", env: nil, labels: nil),
            rootfs: ImageConfig.RootFS(diffIDs: diffIDs),
            history: plan.layers.map {
                ImageConfig.History(created: created, createdBy: "slipway build: \($0.component.rawValue)")
            })
    }

    private static func annotations(of name: ReleaseName) -> [String: String] {
        [Annotation.title: name.name, Annotation.version: name.version, Annotation.refName: name.reference]
    }
}
