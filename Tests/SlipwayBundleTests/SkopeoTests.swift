import SlipwayBundle
import SlipwayModel
import SlipwayStore
import SlipwaySystem
import SlipwayTesting
import Testing

/// Another implementation of the OCI formats reads what we write, and we read what it writes.
@Suite struct SkopeoTests {
    private let sample: ReleaseSample

    init() throws { sample = try ReleaseSample() }

    private func skopeo(_ arguments: [String]) throws -> String {
        let result = try Command.run("skopeo", ["--insecure-policy", "--tmpdir", sample.folder.path] + arguments)
        #expect(result.succeeded, "skopeo \(arguments.joined(separator: " ")): \(result.errors)")
        return result.output
    }

    private struct Inspection: Decodable {
        var Digest: SlipwayModel.Digest
        var Os: String
        var Architecture: String
        var Created: String
        var Layers: [SlipwayModel.Digest]
    }

    private func check(_ output: String) throws {
        let inspection = try JSONText.value(Inspection.self, from: Array(output.utf8))
        #expect(inspection.Digest == sample.descriptor.digest)
        #expect(inspection.Os == "linux" && inspection.Architecture == "amd64")
        #expect(inspection.Created == "2020-01-01T00:00:00Z")
        #expect(inspection.Layers == (try sample.manifest.layers.map(\.digest)))
    }

    @Test func theStoreIsInspected() throws {
        try check(skopeo(["inspect", "oci:\(sample.store.path):shop:1.4.2"]))
    }

    @Test func theBundleIsInspected() throws {
        try check(skopeo(["inspect", "oci-archive:\(sample.bundle())"]))
        try check(skopeo(["inspect", "oci-archive:\(sample.bundle()):shop:1.4.2"]))
    }

    @Test func theBundleIsCopiedUnchanged() throws {
        let copy = sample.folder("copy")
        _ = try skopeo(["copy", "--preserve-digests", "oci-archive:\(sample.bundle())", "oci:\(copy):shop:1.4.2"])
        try check(skopeo(["inspect", "oci:\(copy):shop:1.4.2"]))
        for layer in try sample.manifest.layers {
            #expect(
                try Files.read(copy + "/blobs/sha256/" + layer.digest.hex)
                    == Files.read(sample.store.blobPath(layer.digest)))
        }
    }

    @Test func aBundleThatSkopeoWroteIsVerified() throws {
        let path = sample.folder("theirs.tar")
        _ = try skopeo(
            ["copy", "--preserve-digests", "oci:\(sample.store.path):shop:1.4.2", "oci-archive:\(path):shop:1.4.2"])
        let bundle = try BundleVerifier.open(OpenFile.read(path))
        #expect(bundle.manifestDigest == sample.descriptor.digest)
        for index in bundle.manifest.layers.indices { try bundle.layer(index) { _, _ in } }
    }

    @Test func whatSkopeoPutIntoTheStoreIsFound() throws {
        _ = try skopeo(
            ["copy", "--preserve-digests", "oci-archive:\(sample.bundle())", "oci:\(sample.store.path):shop:2.0"])
        let found = try #require(try sample.store.resolve(name: "shop", version: "2.0"))
        #expect(found.1.digest == sample.descriptor.digest)
        // Tagged by us, so it has an order; what came from elsewhere has none and is not the newest.
        #expect(try sample.store.resolve(name: "shop", version: nil)?.0.version == "1.4.2")
    }
}
