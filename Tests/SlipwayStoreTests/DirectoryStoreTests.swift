import SlipwayCrypto
import SlipwayModel
import SlipwayStore
import SlipwaySystem
import SlipwayTesting
import Testing

@Suite struct DirectoryStoreTests {
    private let folder: TemporaryFolder
    private let store: DirectoryStore

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

    @Test func whatIsPutIsReadBack() throws {
        let bytes = Array("content".utf8)
        let blob = try store.put(bytes, mediaType: "text/plain", annotations: ["a": "b"])
        #expect(blob.digest == Hashing.sha256(bytes))
        #expect(blob.size == 7)
        #expect(blob.annotations == ["a": "b"])
        #expect(try store.read(blob, limit: 7) == bytes)
        #expect(try Files.read(store.blobPath(blob.digest)) == bytes)
        #expect(try store.put(bytes, mediaType: "text/plain", annotations: ["a": "b"]) == blob)
    }

    @Test func aDamagedBlobIsNotReadAndIsMendedByPuttingItAgain() throws {
        let bytes = Array("content".utf8)
        let blob = try store.put(bytes, mediaType: "text/plain")
        try Disk.unlink(store.blobPath(blob.digest))
        try folder.write("store/blobs/sha256/" + blob.digest.hex, "CONTENT")
        #expect(throws: StoreError.self) { try store.read(blob, limit: 100) }
        try Disk.truncate(store.blobPath(blob.digest), to: 3)
        #expect(throws: StoreError.self) { try store.read(blob, limit: 100) }
        _ = try store.put(bytes, mediaType: "text/plain")
        #expect(try store.read(blob, limit: 100) == bytes)
    }

    @Test func readingIsBoundedAndSaysWhatIsMissing() throws {
        let blob = try store.put([1, 2, 3], mediaType: "x/y")
        #expect(throws: StoreError.self) { try store.read(blob, limit: 2) }
        try Disk.unlink(store.blobPath(blob.digest))
        let error = #expect(throws: StoreError.self) { try store.read(blob, limit: 10) }
        #expect(error?.description.contains("does not hold it") == true)
    }

    @Test func anIngestIsHashedOnTheWayIn() throws {
        let blob = try store.ingest(mediaType: "x/y") { sink in
            for piece in ["con", "", "tent"] { try Array(piece.utf8).withUnsafeBytes { try sink($0) } }
        }
        #expect(blob == Descriptor(mediaType: "x/y", digest: Hashing.sha256(Array("content".utf8)), size: 7))
        #expect(try store.read(blob, limit: 10) == Array("content".utf8))
        #expect(try left(in: "ingest") == [])
    }

    @Test func anIngestThatFailsLeavesNothing() throws {
        struct Stop: Error {}
        #expect(throws: Stop.self) {
            try store.ingest(mediaType: "x/y") { sink in
                try [1, 2, 3].withUnsafeBytes { try sink($0) }
                #expect(try left(in: "ingest").count == 1)
                throw Stop()
            }
        }
        #expect(try left(in: "ingest") == [])
        #expect(try left(in: "blobs/sha256") == [])
    }

    @Test func whatACrashLeftIsSweptAwayButNotWhatIsBeingMade() throws {
        try folder.write("store/ingest/left-over", "half a blob")
        _ = try store.ingest(mediaType: "x/y") { sink in
            #expect(try left(in: "ingest").count == 1)
            _ = try DirectoryStore(at: store.path).ingest(mediaType: "x/y") { inner in
                try [9].withUnsafeBytes { try inner($0) }
                #expect(try left(in: "ingest").count == 2)
            }
            try [1, 2, 3].withUnsafeBytes { try sink($0) }
        }
        #expect(try left(in: "ingest") == [])
        #expect(try left(in: "blobs/sha256").count == 2)
    }

    @Test func theCacheRemembersWithAnnotations() throws {
        #expect(try store.cached("layer-1") == nil)
        var blob = try store.put([1, 2, 3], mediaType: "x/y")
        blob.annotations = ["dev.slipway.diff": "d"]
        try store.remember("layer-1", blob)
        try store.remember("../odd key/\n", blob)
        #expect(try store.cached("layer-1") == blob)
        #expect(try store.cached("../odd key/\n") == blob)
        #expect(try store.cached("layer-2") == nil)
    }

    @Test func theCacheForgetsWhatIsGoneOrUnreadable() throws {
        let blob = try store.put([1, 2, 3], mediaType: "x/y")
        try store.remember("key", blob)
        let name = try #require(try left(in: "cache").first)
        try folder.write("store/cache/" + name, "torn {")
        #expect(try store.cached("key") == nil)
        try store.remember("key", blob)
        #expect(try store.cached("key") == blob)
        try Disk.unlink(store.blobPath(blob.digest))
        #expect(try store.cached("key") == nil)
    }
}
