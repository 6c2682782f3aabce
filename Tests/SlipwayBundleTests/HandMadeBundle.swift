import SlipwayArchive
import SlipwayBundle
import SlipwayCrypto
import SlipwayModel
import SlipwaySystem

/// A bundle of one layer around a tar that may hold anything.
enum HandMadeBundle {
    /// What a layer says its tree is.
    static let tree = Digest(bytes: [UInt8](repeating: 7, count: 32))

    /// `diffID` nil means the true one; without `pack` the tar stands as it is where a compressed one should.
    static func write(
        _ tar: [UInt8], files: Int, bytes: Int, diffID: Digest? = nil, pack: Bool = true, to path: String
    ) throws -> OpenedBundle {
        var packed: [UInt8] = []
        let encoder = try ZstdEncoder(level: 1) { packed.append(contentsOf: $0) }
        try tar.withUnsafeBytes { try encoder.write($0) }
        try encoder.finish()
        if !pack { packed = tar }
        var loose = LooseBundle()
        func add(_ bytes: [UInt8], _ mediaType: String, _ notes: [String: String]? = nil) -> Descriptor {
            let digest = Hashing.sha256(bytes)
            loose["blobs/sha256/" + digest.hex] = bytes
            return Descriptor(mediaType: mediaType, digest: digest, size: Int64(bytes.count), annotations: notes)
        }
        let config = ImageConfig(
            created: "2020-01-01T00:00:00Z", platform: .linuxAMD64,
            config: ImageConfig.Execution(entrypoint: [], workingDirectory: "/", env: nil, labels: nil),
            rootfs: ImageConfig.RootFS(diffIDs: [diffID ?? Hashing.sha256(tar)]), history: [])
        let notes = [
            Annotation.component: "war-app", Annotation.tree: tree.description, Annotation.files: "\(files)",
            Annotation.bytes: "\(bytes)",
        ]
        let manifest = Manifest(
            config: add(try JSONText.bytes(config), MediaType.config), layers: [add(packed, MediaType.layer, notes)],
            annotations: [Annotation.title: "shop", Annotation.version: "1"])
        let entry = add(try JSONText.bytes(manifest), MediaType.manifest)
        loose["index.json"] = try JSONText.bytes(ImageIndex(manifests: [entry]))
        loose["oci-layout"] = Array("{\"imageLayoutVersion\":\"1.0.0\"}".utf8)
        try loose.write(to: path)
        return try BundleVerifier.open(OpenFile.read(path))
    }
}
