import SlipwayModel
import SlipwayStore
import SlipwaySystem
import SlipwayTesting
import Testing

@Suite struct StoreCollectTests {
    private let folder: TemporaryFolder
    private var path: String { folder("store") }

    init() throws { folder = try TemporaryFolder("collect") }

    /// A release of a config and one layer; the store is closed again.
    @discardableResult
    private func release(_ version: String, layer: String, replacing: Bool = false) throws -> Descriptor {
        try DirectoryStore(at: path).publish(
            [layer], as: ReleaseName(name: "shop", version: version), replacing: replacing)
    }

    private func left(_ name: String) throws -> Int { try Files.names(in: path + "/" + name).count }

    @Test func whatHasANameStaysWhole() throws {
        try release("1", layer: "one")
        try release("2", layer: "two")
        #expect(try DirectoryStore.collect(path) == DirectoryStore.Freed())
        for (_, manifest) in try DirectoryStore(reading: path).list() {
            #expect(try DirectoryStore(reading: path).inspect(manifest).damaged == [])
        }
        #expect(try left("cache") == 2)
    }

    @Test func whatLostItsNameGoesWithItsOwnBlobs() throws {
        try release("1", layer: "shared")
        try release("2", layer: "old")
        let kept = try release("2", layer: "new", replacing: true)
        try folder.write("store/ingest/left/over", "half")
        try folder.write("store/images/jdk-17-abc/tree/java", "an image")
        let freed = try DirectoryStore.collect(path)
        #expect(freed.releases == 1)
        // Manifest, config and layer; the memory of the layer; the left-over.
        #expect(freed.files == 5)
        #expect(freed.bytes > 0)
        #expect(try left("blobs/sha256") == 6 && left("ingest") == 0 && left("cache") == 2)
        #expect(try DirectoryStore(reading: path).inspect(kept).damaged == [])
        #expect(Files.exists(path + "/images/jdk-17-abc/tree/java"))
        #expect(try DirectoryStore.collect(path) == DirectoryStore.Freed())
    }

    @Test func whatIsNoWholeReleaseIsNotCountedAsOne() throws {
        try release("1", layer: "one")
        let store = try DirectoryStore(reading: path)
        let config = try store.put([1], mediaType: MediaType.config)
        let absent = Descriptor(
            mediaType: MediaType.layer, digest: Digest(bytes: [UInt8](repeating: 0, count: 32)), size: 1)
        _ = try store.put(JSONText.bytes(Manifest(config: config, layers: [absent])), mediaType: MediaType.manifest)
        let freed = try DirectoryStore.collect(path)
        #expect(freed.releases == 0 && freed.files == 2)
    }

    @Test func aRefusedReleaseLeavesNothingToCollect() throws {
        try release("1", layer: "one")
        #expect(throws: Refusal.self) { try release("1", layer: "two") }
        #expect(try DirectoryStore.collect(path) == DirectoryStore.Freed())
    }

    @Test func nothingIsCollectedWhileSomebodyBuilds() throws {
        try release("1", layer: "one")
        let builder = try DirectoryStore(at: path)
        let blob = try builder.put([1, 2, 3], mediaType: MediaType.layer)
        let refusal = #expect(throws: Refusal.self) { try DirectoryStore.collect(path) }
        #expect(refusal?.code == .busy)
        #expect(refusal?.sentence == "a build uses the store \(path)")
        withExtendedLifetime(builder) { #expect(builder.contains(blob.digest)) }
    }

    @Test func aDamagedReleaseIsNoReasonToRemoveAnything() throws {
        let manifest = try release("1", layer: "one")
        try Disk.truncate(try DirectoryStore(reading: path).blobPath(manifest.digest), to: 3)
        let before = try left("blobs/sha256")
        let refusal = #expect(throws: Refusal.self) { try DirectoryStore.collect(path) }
        #expect(refusal?.code == .badInput)
        #expect(try left("blobs/sha256") == before)
    }

    @Test func everyDamagedBlobIsNamed() throws {
        let manifest = try release("1", layer: "one")
        let store = try DirectoryStore(reading: path)
        let parts = try JSONText.value(Manifest.self, from: store.read(manifest, limit: 1 << 20))
        try Disk.unlink(store.blobPath(parts.config.digest))
        try Disk.unlink(store.blobPath(parts.layers[0].digest))
        try folder.write("store/blobs/sha256/" + parts.layers[0].digest.hex, "two")
        let seen = try store.inspect(manifest)
        #expect(seen.blobs == 3)
        #expect(
            seen.damaged.map(\.what) == [
                "the config is missing", "the layer config has changed: its content has another digest",
            ])
        #expect(seen.damaged.map(\.digest) == [parts.config.digest, parts.layers[0].digest])
        try Disk.unlink(store.blobPath(manifest.digest))
        #expect(try store.inspect(manifest).damaged.map(\.what) == ["the manifest is missing"])
    }
}
