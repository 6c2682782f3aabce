import SlipwayArchive
import SlipwayModel
package import SlipwaySystem

/// Decides whether a file is a release: an `oci-archive` with exactly one manifest, every blob what its digest says, and
/// a statement that fits. Reads by the open descriptor, never by a path, and writes nothing. Whatever is wrong is a
/// `Refusal` (65).
package enum BundleVerifier {
    /// For who installs it: nothing but the statement is read before that is believed. The tar begins at `offset` and
    /// ends with the file.
    package static func verify(
        _ file: OpenFile, from offset: Int64 = 0, trusting terms: TrustTerms
    ) throws -> VerifiedBundle {
        try BundleRemedy.told {
            let contents = try BundleContents(file, from: offset)
            // Read once: what is judged is what the rest is compared with, whoever writes to the file meanwhile.
            let signed = try contents.signed()
            let trust = try TrustPlan.judge(signed, terms)
            let bundle = try opened(contents, signed, file)
            try TrustPlan.check(Platform(os: bundle.config.os, architecture: bundle.config.architecture), terms)
            return VerifiedBundle(content: bundle, trust: trust)
        }
    }

    /// For who looks at it.
    package static func open(_ file: OpenFile, from offset: Int64 = 0) throws -> OpenedBundle {
        try BundleRemedy.told {
            let contents = try BundleContents(file, from: offset)
            return try opened(contents, try contents.signed(), file)
        }
    }

    private static func opened(
        _ contents: BundleContents, _ signed: SignedStatement?, _ file: OpenFile
    ) throws -> OpenedBundle {
        let layout = try contents.json(BundleLayout.layout, LayoutText.self)
        guard layout.imageLayoutVersion == "1.0.0" else {
            throw refusal("its layout version \(layout.imageLayoutVersion.prefix(20)) is not known")
        }
        let index = try contents.json(BundleLayout.index, ImageIndex.self)
        guard index.schemaVersion == 2 else { throw refusal("its index is of a version that is not known") }
        guard index.manifests.count == 1, let entry = index.manifests.first else {
            throw refusal("it names \(index.manifests.count) manifests instead of one")
        }
        guard entry.mediaType == MediaType.manifest else { throw refusal("it holds no OCI image manifest") }
        let manifest = try contents.json(entry, Manifest.self)
        guard manifest.schemaVersion == 2, manifest.mediaType == MediaType.manifest,
            manifest.config.mediaType == MediaType.config, !manifest.layers.isEmpty
        else { throw refusal("its manifest is not that of a release") }

        let config = try contents.json(manifest.config, ImageConfig.self)
        guard Platform(os: config.os, architecture: config.architecture).isNamed else {
            throw refusal("its config names no platform")
        }
        try checkDistinct([entry, manifest.config] + manifest.layers)
        for layer in manifest.layers { try contents.check(layer) }
        let attached = try BundleAttachments(contents, signed, to: entry)
        try contents.checkNothingElse([entry, manifest.config] + manifest.layers + attached.blobs)
        guard config.rootfs.diff_ids.count == manifest.layers.count else {
            throw refusal("its config and its manifest name different numbers of layers")
        }
        let bundle = OpenedBundle(
            manifestDigest: entry.digest, manifest: manifest, config: config, name: try name(manifest),
            trees: try trees(manifest), signed: signed, file: file, blobs: contents.blobs)
        try bundle.checkStatement(entry, attached.documents)
        return bundle
    }

    static func refusal(_ why: String) -> Refusal { Refusal(.badInput, "the bundle is refused: \(why)") }

    private struct LayoutText: Decodable { var imageLayoutVersion: String }

    private static func name(_ manifest: Manifest) throws -> ReleaseName {
        guard let name = manifest.annotations?[Annotation.title], ReleaseName.isName(name),
            let version = manifest.annotations?[Annotation.version], ReleaseName.isVersion(version)
        else { throw refusal("its manifest does not say which release it is") }
        return ReleaseName(name: name, version: version)
    }

    /// What the layers declare; each component once, in its order.
    private static func trees(_ manifest: Manifest) throws -> [DeclaredTree] {
        var trees: [DeclaredTree] = []
        for layer in manifest.layers {
            let notes = layer.annotations ?? [:]
            guard layer.mediaType == MediaType.layer,
                let component = notes[Annotation.component].flatMap(Component.init),
                let digest = notes[Annotation.tree].flatMap({ Digest($0) }),
                let files = number(notes[Annotation.files], most: 1 << 20),
                let bytes = number(notes[Annotation.bytes], most: 1 << 42)
            else { throw refusal("a layer does not say what it holds") }
            if let last = trees.last, component <= last.component {
                throw refusal("its layers are not in the order of their components")
            }
            trees.append(DeclaredTree(component: component, digest: digest, files: files, bytes: bytes))
        }
        return trees
    }

    /// As a number is written, and in no other way.
    private static func number(_ text: String?, most: Int64) -> Int64? {
        guard let text, let number = Int64(text), (0...most).contains(number), text == "\(number)" else { return nil }
        return number
    }

    /// One blob cannot be two parts of a release.
    private static func checkDistinct(_ blobs: [Descriptor]) throws {
        var seen: Set<Digest> = []
        if let twice = blobs.first(where: { !seen.insert($0.digest).inserted }) {
            throw refusal("its manifest lists the blob \(twice.digest.short) twice")
        }
    }
}
