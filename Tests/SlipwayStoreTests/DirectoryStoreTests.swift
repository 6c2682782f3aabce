import SlipwayCrypto
import SlipwayModel
import SlipwayStore
import SlipwaySystem
import SlipwayTesting
import Synchronization
import Testing

@Suite struct DirectoryStoreTests {
    private let folder: TemporaryFolder
    private let store: DirectoryStore
    private let shop = ReleaseName(name: "shop", version: "1")

    init() throws {
        folder = try TemporaryFolder("store")
        store = try DirectoryStore(at: folder("store"))
    }

    private func left(in name: String) throws -> [String] { try Files.names(in: store.path + "/" + name) }

    @Test func aNewStoreIsAnOCILayout() throws {
        #expect(try Files.text(store.path + "/oci-layout") == #"{"imageLayoutVersion":"1.0.0"}"#)
        let index = try JSONText.value(ImageIndex.self, from: Files.read(store.path + "/index.json"))
        #expect(index.manifests.isEmpty && index.schemaVersion == 2)
        #expect(Files.isFolder(store.path + "/blobs/sha256"))
    }

    @Test func openingItAgainChangesNothing() throws {
        let blob = try store.put([1, 2, 3], mediaType: "x/y")
        let again = try DirectoryStore(at: store.path)
        #expect(again.contains(blob.digest))
    }

    @Test func readingOpensWhatIsThereAndMakesNothing() throws {
        let blob = try store.put([1, 2, 3], mediaType: "x/y")
        #expect(try DirectoryStore(reading: store.path).read(blob, limit: 3) == [1, 2, 3])
        try folder.write("home/letter.txt", "dear")
        for name in ["none", "home"] {
            let refusal = #expect(throws: Refusal.self) { try DirectoryStore(reading: folder(name)) }
            #expect(refusal?.code == .notFound)
            #expect(refusal?.sentence == "there is no store \(folder(name))")
        }
        #expect(!Files.exists(folder("none")))
        #expect(try Files.names(in: folder("home")) == ["letter.txt"])
    }

    @Test func aFolderWithOtherThingsInItIsRefused() throws {
        try folder.write("home/letter.txt", "dear")
        let refusal = #expect(throws: Refusal.self) { try DirectoryStore(at: folder("home")) }
        #expect(refusal?.code == .badInput)
        #expect(try Files.names(in: folder("home")) == ["letter.txt"])
    }

    @Test func whatIsPublishedIsReadBack() throws {
        let manifest = try store.publish(["content"], as: shop)
        let parts = try JSONText.value(Manifest.self, from: store.read(manifest, limit: 1000))
        let blob = parts.layers[0]
        #expect(blob.digest == Hashing.sha256(Array("content".utf8)) && blob.size == 7)
        #expect(try store.read(blob, limit: 7) == Array("content".utf8))
        #expect(try Files.read(store.blobPath(blob.digest)) == Array("content".utf8))
        #expect(try store.publish(["content"], as: shop) == manifest)
    }

    @Test func aDamagedBlobIsNotReadAndIsMendedByPublishingItAgain() throws {
        let blob = try store.put(Array("content".utf8), mediaType: MediaType.layer)
        try Disk.unlink(store.blobPath(blob.digest))
        try folder.write("store/blobs/sha256/" + blob.digest.hex, "CONTENT")
        #expect(throws: StoreError.self) { try store.read(blob, limit: 100) }
        try Disk.truncate(store.blobPath(blob.digest), to: 3)
        #expect(throws: StoreError.self) { try store.read(blob, limit: 100) }
        try store.publish(["content"], as: shop)
        #expect(try store.read(blob, limit: 100) == Array("content".utf8))
    }

    @Test func readingChangesNothing() throws {
        let manifest = try store.publish(["content"], as: shop)
        let changes = Mutex<[String]>([])
        try DiskFaults.watching(below: store.path) { change, path in
            changes.withLock { $0.append("\(change) \(path)") }
        } _: {
            let reader = try DirectoryStore(reading: store.path)
            #expect(try reader.list().count == 1)
            #expect(try reader.resolve(manifest.digest) == manifest)
            #expect(try reader.read(manifest, limit: 1000).count == Int(manifest.size))
            #expect(try reader.inspect(manifest).damaged == [])
            #expect(try reader.cached("content") != nil)
        }
        #expect(changes.withLock { $0 } == [])
    }

    /// Sizes are whatever a manifest says.
    @Test func sizesThatNoFileHasAreDamage() throws {
        let blob = try store.put([1, 2, 3], mediaType: MediaType.layer)
        for sizes in [[Int64.max, .max], [-1, .min], [.max, -1]] {
            let layers = sizes.map { Descriptor(mediaType: MediaType.layer, digest: blob.digest, size: $0) }
            let content = try JSONText.bytes(Manifest(config: blob, layers: layers))
            let seen = try store.inspect(try store.put(content, mediaType: MediaType.manifest))
            #expect(seen.damaged.count == 2 && seen.bytes > 0)
            #expect(throws: StoreError.self) { try store.read(layers[0], limit: 100) }
            #expect(throws: StoreError.self) { try store.read(layers[1], limit: 100) }
        }
    }

    @Test func readingIsBoundedAndSaysWhatIsMissing() throws {
        let blob = try store.put([1, 2, 3], mediaType: "x/y")
        #expect(throws: StoreError.self) { try store.read(blob, limit: 2) }
        try Disk.unlink(store.blobPath(blob.digest))
        let error = #expect(throws: StoreError.self) { try store.read(blob, limit: 10) }
        #expect(error?.description.contains("does not hold it") == true)
    }

    @Test func theCacheRemembersWithAnnotations() throws {
        #expect(try store.cached("layer-1") == nil)
        try store.publish(["layer-1", "../odd key/\n"], as: shop)
        for key in ["layer-1", "../odd key/\n"] {
            let blob = try #require(try store.cached(key))
            #expect(blob.digest == Hashing.sha256(Array(key.utf8)))
            #expect(blob.annotations == [Annotation.component: "config"])
        }
        #expect(try store.cached("layer-2") == nil)
    }

    @Test func theCacheForgetsWhatIsGoneOrUnreadable() throws {
        try store.publish(["key"], as: shop)
        let blob = try #require(try store.cached("key"))
        let name = try #require(try left(in: "cache").first)
        try folder.write("store/cache/" + name, "torn {")
        #expect(try store.cached("key") == nil)
        try store.publish(["key"], as: shop)
        #expect(try store.cached("key") == blob)
        try Disk.unlink(store.blobPath(blob.digest))
        #expect(try store.cached("key") == nil)
    }
}
