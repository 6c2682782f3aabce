import SlipwayCrypto
import SlipwayModel
import SlipwayStore
import SlipwaySystem

extension DirectoryStore {
    /// A blob that no release is made of.
    func put(_ bytes: [UInt8], mediaType: String) throws -> Descriptor {
        let blob = Descriptor(mediaType: mediaType, digest: Hashing.sha256(bytes), size: Int64(bytes.count))
        try DurableFile.replaceVolatile(blobPath(blob.digest), with: bytes)
        return blob
    }

    func tag(_ name: ReleaseName, manifest: Descriptor, replacing: Bool) throws {
        try ingesting { try $0.publish(manifest, as: name, replacing: replacing) }
    }

    /// Publishes a release of a config and such blobs, each remembered under its own text.
    @discardableResult
    func publish(_ texts: [String], as name: ReleaseName, replacing: Bool = false) throws -> Descriptor {
        try ingesting { ingest in
            let layers = try texts.map { text in
                var blob = try ingest.put(Array(text.utf8), mediaType: MediaType.layer)
                blob.annotations = [Annotation.component: "config"]
                ingest.remember(text, blob)
                return blob
            }
            let config = try ingest.put(Array("config of \(name) \(texts)".utf8), mediaType: MediaType.config)
            let content = try JSONText.bytes(Manifest(config: config, layers: layers))
            let manifest = try ingest.put(content, mediaType: MediaType.manifest)
            try ingest.publish(manifest, as: name, replacing: replacing)
            return manifest
        }
    }

    /// Every file with its digest.
    func snapshot() throws -> [String] {
        try Files.walk(path).filter { $0.facts.kind == .file }.map {
            "\($0.path) \(try Hashing.sha256(file: path + "/" + $0.path).digest)"
        }
    }
}
