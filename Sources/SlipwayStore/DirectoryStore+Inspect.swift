import SlipwayCrypto
package import SlipwayModel
import SlipwaySystem

/// Looks at everything that a stored release is made of, and names what is damaged.
extension DirectoryStore {
    package struct Damage: Equatable, Sendable {
        /// In the store.
        package var path: String
        package var digest: Digest
        /// Which part it is, and what is wrong with it.
        package var what: String
    }

    package struct Inspection: Equatable, Sendable {
        package var blobs = 0
        /// Bytes that they should have.
        package var bytes: Int64 = 0
        package var damaged: [Damage] = []
    }

    /// Reads every blob of a release: manifest, config, layers, and what is attached to it.
    package func inspect(_ manifest: Descriptor) throws -> Inspection {
        var seen = Inspection()
        check(manifest, "the manifest", &seen)
        guard seen.damaged.isEmpty else { return seen }
        let content = try JSONText.value(Manifest.self, from: try read(manifest, limit: 4 << 20))
        check(content.config, "the config", &seen)
        for layer in content.layers {
            let component = layer.annotations?[Annotation.component] ?? "unnamed"
            check(layer, "the layer \(component)", &seen)
        }
        if let attached = try attached(to: manifest.digest) { try checkAttached(attached, &seen) }
        return seen
    }

    private func checkAttached(_ index: Descriptor, _ seen: inout Inspection) throws {
        let before = seen.damaged.count
        check(index, "the list of what is attached", &seen)
        guard seen.damaged.count == before else { return }
        for entry in try JSONText.value(ImageIndex.self, from: try read(index, limit: 4 << 20)).manifests {
            let before = seen.damaged.count
            check(entry, "the manifest of a document", &seen)
            guard seen.damaged.count == before else { continue }
            let artifact = try JSONText.value(Manifest.self, from: try read(entry, limit: 4 << 20))
            for layer in artifact.layers { check(layer, "the document \(layer.mediaType)", &seen) }
        }
    }

    private func check(_ blob: Descriptor, _ part: String, _ seen: inout Inspection) {
        seen.blobs += 1
        // The sizes are whatever the manifest says.
        let (sum, isOver) = seen.bytes.addingReportingOverflow(max(0, blob.size))
        seen.bytes = isOver ? .max : sum
        guard let fault = fault(of: blob) else { return }
        seen.damaged.append(
            Damage(path: "blobs/sha256/" + blob.digest.hex, digest: blob.digest, what: "\(part) \(fault)"))
    }

    private func fault(of blob: Descriptor) -> String? {
        let place = blobPath(blob.digest)
        guard Files.exists(place) else { return "is missing" }
        guard let read = try? Hashing.sha256(file: place) else { return "cannot be read" }
        if read.size != blob.size { return "has \(read.size) bytes and should have \(blob.size)" }
        return read.digest == blob.digest ? nil : "has changed: its content has another digest"
    }
}
