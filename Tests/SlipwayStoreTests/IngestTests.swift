import Glibc
import SlipwayCrypto
import SlipwayModel
import SlipwayStore
import SlipwaySystem
import SlipwayTesting
import Testing

@Suite struct IngestTests {
    private let folder: TemporaryFolder
    private let store: DirectoryStore
    private let shop = ReleaseName(name: "shop", version: "1")

    init() throws {
        folder = try TemporaryFolder("ingest")
        store = try DirectoryStore(at: folder("store"))
    }

    private func left(in name: String) throws -> [String] { try Files.names(in: store.path + "/" + name) }

    @Test func aBlobIsHashedOnTheWayIn() throws {
        try store.ingesting { ingest in
            let blob = try ingest.add(mediaType: "x/y") { sink in
                for piece in ["con", "", "tent"] { try Array(piece.utf8).withUnsafeBytes { try sink($0) } }
            }
            #expect(blob == Descriptor(mediaType: "x/y", digest: Hashing.sha256(Array("content".utf8)), size: 7))
            let manifest = try ingest.put(
                JSONText.bytes(Manifest(config: blob, layers: [])), mediaType: MediaType.manifest)
            try ingest.publish(manifest, as: shop, replacing: false)
            #expect(try store.read(blob, limit: 10) == Array("content".utf8))
        }
        #expect(try left(in: "ingest") == [])
    }

    @Test func nothingIsSeenBeforeItIsPublished() throws {
        try store.ingesting { ingest in
            let blob = try ingest.put([1, 2, 3], mediaType: "x/y")
            ingest.remember("work", blob)
            #expect(!store.contains(blob.digest))
            #expect(try store.cached("work") == nil)
            #expect(try left(in: "blobs/sha256") == [] && left(in: "cache") == [])
        }
    }

    @Test func whatFailsLeavesTheStoreAsItWas() throws {
        struct Stop: Error {}
        try store.publish(["one"], as: shop)
        let before = try store.snapshot()
        #expect(throws: Stop.self) {
            try store.ingesting { ingest in
                ingest.remember("done", try ingest.put([1], mediaType: "x/y"))
                _ = try ingest.add(mediaType: "x/y") { sink in
                    try [1, 2, 3].withUnsafeBytes { try sink($0) }
                    throw Stop()
                }
            }
        }
        #expect(try store.snapshot() == before)
        #expect(try left(in: "ingest") == [])
    }

    @Test func aRefusedNameLeavesTheStoreAsItWas() throws {
        try store.publish(["shared", "one"], as: shop)
        let before = try store.snapshot()
        let refusal = #expect(throws: Refusal.self) { try store.publish(["shared", "two"], as: shop) }
        #expect(refusal?.code == .badInput)
        #expect(refusal?.sentence.hasPrefix("shop 1 is in the store already, with other content (") == true)
        #expect(try store.snapshot() == before)
    }

    @Test func ofTwoAtOnceOneIsRefusedAndTheOtherKeepsWhatBothNeed() throws {
        let other = ReleaseName(name: "other", version: "1")
        try store.publish(["one"], as: shop)
        var kept: Descriptor?
        #expect(throws: Refusal.self) {
            try store.ingesting { ingest in
                let blob = try ingest.put(Array("shared".utf8), mediaType: MediaType.layer)
                kept = try store.publish(["shared"], as: other)
                let manifest = try ingest.put(
                    JSONText.bytes(Manifest(config: blob, layers: [])), mediaType: MediaType.manifest)
                try ingest.publish(manifest, as: shop, replacing: false)
            }
        }
        let seen = try store.inspect(try #require(kept))
        #expect(seen.blobs == 3 && seen.damaged == [])
        #expect(try left(in: "blobs/sha256").count == 6)
        #expect(try left(in: "ingest") == [])
    }

    @Test func ofManyAtOnceUnderOneNameOneWinsAndTheRestLeaveNothing() async throws {
        let path = store.path
        let shop = shop
        let won = try await withThrowingTaskGroup(of: Bool.self) { group in
            for number in 0..<12 {
                group.addTask {
                    do {
                        try DirectoryStore(at: path).publish(["shared", "own \(number)"], as: shop)
                        return true
                    } catch is Refusal {
                        return false
                    }
                }
            }
            return try await group.reduce(0) { $0 + ($1 ? 1 : 0) }
        }
        #expect(won == 1)
        // Two layers, config and manifest; the memory of each layer.
        #expect(try left(in: "blobs/sha256").count == 4 && left(in: "cache").count == 2 && left(in: "ingest") == [])
        #expect(try store.inspect(try #require(try store.list().first?.1)).damaged == [])
    }

    /// Whichever change fails while it is published: the store is as it was, or the release is in it.
    @Test func aFailureWhilePublishingAddsNothing() throws {
        try store.publish(["one"], as: shop)
        let next = ReleaseName(name: "shop", version: "2")
        let before = try store.snapshot()
        var number = 0
        var reached = true
        while reached {
            number += 1
            var finished = false
            let count = DiskFaults.failing(number, below: store.path, code: ENOSPC, dead: false) {
                finished = (try? store.publish(["one", "two"], as: next)) != nil
            }
            reached = count >= number
            if try store.resolve(name: "shop", version: "2") != nil { break }
            #expect(!finished)
            #expect(try store.snapshot().filter { !$0.hasPrefix("ingest/") } == before, "change \(number)")
        }
        // Up to the moment that the new index is in place.
        #expect(number > 20)
        let manifest = try #require(try store.resolve(name: "shop", version: "2")?.1)
        #expect(try store.inspect(manifest).damaged == [])
    }

    @Test func whatACrashLeftIsSweptAwayButNotWhatIsBeingMade() throws {
        try folder.write("store/ingest/left/over", "half a blob")
        try store.ingesting { ingest in
            _ = try ingest.put([1], mediaType: "x/y")
            #expect(try left(in: "ingest").count == 1)
            try DirectoryStore(at: store.path).ingesting { inner in
                _ = try inner.put([9], mediaType: "x/y")
                #expect(try left(in: "ingest").count == 2)
            }
            #expect(try left(in: "ingest").count == 1)
        }
        #expect(try left(in: "ingest") == [])
    }

    @Test func aBlobThatVanishedMeanwhileIsFoundOut() throws {
        try store.publish(["one"], as: shop)
        #expect(throws: StoreError.self) {
            try store.ingesting { ingest in
                let known = try #require(try ingest.cached("one"))
                try Disk.unlink(store.blobPath(known.digest))
                let manifest = try ingest.put(
                    JSONText.bytes(Manifest(config: known, layers: [])), mediaType: MediaType.manifest)
                try ingest.publish(manifest, as: ReleaseName(name: "shop", version: "2"), replacing: false)
            }
        }
        #expect(try store.list().count == 1)
    }

    @Test func aStoreOpenForReadingTakesNothingIn() throws {
        let reader = try DirectoryStore(reading: store.path)
        #expect(throws: StoreError.self) { try reader.ingesting { _ in } }
    }
}
