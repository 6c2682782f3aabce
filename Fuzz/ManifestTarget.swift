import SlipwayArchive
import SlipwayBundle
import SlipwayCrypto
import SlipwayModel
import SlipwaySystem

extension FuzzTarget {
    /// The manifest of a bundle that is otherwise in order, and the same bytes as every other JSON of a bundle.
    static let manifest = FuzzTarget(name: "manifest") { bytes, place in
        for index in [indexed(bytes), bytes] {
            try put(try bundle(bytes, index: index), at: place)
            do {
                let opened = try BundleVerifier.open(OpenFile.read(place))
                try Contradiction.check(opened.bytes >= 0 && opened.files >= 0, "a release of less than nothing")
                for layer in opened.manifest.layers.indices { try opened.layer(layer) { _, _ in } }
            } catch is Refusal {}
        }
        _ = try JSONText.value(ImageConfig.self, from: bytes)
    }

    private static func indexed(_ manifest: [UInt8]) -> [UInt8] {
        let digest = Hashing.sha256(manifest)
        return Array(
            """
            {"manifests":[{"digest":"\(digest)","mediaType":"\(MediaType.manifest)","size":\(manifest.count)}],\
            "schemaVersion":2}
            """.utf8)
    }

    /// With a config of one layer and a blob that is no layer, both of digests that never change.
    private static func bundle(_ manifest: [UInt8], index: [UInt8]) throws -> [UInt8] {
        let config = """
            {"architecture":"amd64","config":{"Entrypoint":[],"WorkingDir":"/"},"created":"2020-01-01T00:00:00Z",\
            "history":[],"os":"linux","rootfs":{"diff_ids":["sha256:\(String(repeating: "0", count: 64))"],\
            "type":"layers"}}
            """
        var bytes: [UInt8] = []
        let tar = TarWriter { bytes.append(contentsOf: $0) }
        try tar.file("oci-layout", Array("{\"imageLayoutVersion\":\"1.0.0\"}".utf8), modified: 0)
        try tar.file("index.json", index, modified: 0)
        for blob in [manifest, Array(config.utf8), Array("layer".utf8)] {
            try tar.file("blobs/sha256/" + Hashing.sha256(blob).hex, blob, modified: 0)
        }
        try tar.finish()
        return bytes
    }
}
