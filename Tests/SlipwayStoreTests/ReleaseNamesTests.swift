import Glibc
import SlipwayModel
import SlipwayStore
import SlipwaySystem
import SlipwayTesting
import Synchronization
import Testing

@Suite struct ReleaseNamesTests {
    private let folder: TemporaryFolder
    private let store: DirectoryStore

    init() throws {
        folder = try TemporaryFolder("names")
        store = try DirectoryStore(at: folder("store"))
    }

    private func manifest(_ mark: String) throws -> Descriptor {
        let config = try store.put(Array("{\"mark\":\"\(mark)\"}".utf8), mediaType: MediaType.config)
        return try store.put(JSONText.bytes(Manifest(config: config, layers: [])), mediaType: MediaType.manifest)
    }

    private func name(_ version: String, of name: String = "shop") -> ReleaseName {
        ReleaseName(name: name, version: version)
    }

    @Test func aTaggedReleaseIsFoundByNameVersionAndDigest() throws {
        let descriptor = try manifest("a")
        try store.tag(name("1.0"), manifest: descriptor, replacing: false)
        let found = try #require(try store.resolve(name: "shop", version: "1.0"))
        #expect(found.0 == name("1.0"))
        #expect(found.1 == descriptor)
        #expect(try store.resolve(descriptor.digest) == descriptor)
        #expect(try store.resolve(name: "shop", version: "1.1") == nil)
        #expect(try store.resolve(name: "sho", version: nil) == nil)
    }

    @Test func withoutAVersionTheOneTaggedLastIsMeant() throws {
        for version in ["1.10", "1.9", "2.0"] {
            try store.tag(name(version), manifest: manifest(version), replacing: false)
        }
        try store.tag(name("9", of: "other"), manifest: manifest("o"), replacing: false)
        #expect(try store.resolve(name: "shop", version: nil)?.0 == name("2.0"))
        // Built again, it is what was built last.
        try store.tag(name("1.9"), manifest: manifest("1.9"), replacing: false)
        #expect(try store.resolve(name: "shop", version: nil)?.0 == name("1.9"))
        #expect(try store.list().map(\.0.version) == ["1.10", "2.0", "9", "1.9"])
    }

    @Test func theSameNameWithOtherContentIsRefusedUnlessReplaced() throws {
        let (one, two) = (try manifest("one"), try manifest("two"))
        try store.tag(name("1.0"), manifest: one, replacing: false)
        try store.tag(name("1.0"), manifest: one, replacing: false)
        let refusal = #expect(throws: Refusal.self) { try store.tag(name("1.0"), manifest: two, replacing: false) }
        #expect(refusal?.code == .badInput)
        #expect(refusal?.hint?.contains("--replace") == true)
        #expect(try store.resolve(name: "shop", version: "1.0")?.1 == one)
        try store.tag(name("1.0"), manifest: two, replacing: true)
        #expect(try store.list().map(\.1) == [two])
        #expect(try store.resolve(one.digest) == one)
    }

    @Test func tagsAreRefusedForBadNamesAndMissingManifests() throws {
        let descriptor = try manifest("a")
        #expect(throws: Refusal.self) { try store.tag(name("1 0"), manifest: descriptor, replacing: false) }
        #expect(throws: Refusal.self) { try store.tag(name("1", of: "Shop"), manifest: descriptor, replacing: false) }
        try Disk.unlink(store.blobPath(descriptor.digest))
        #expect(throws: StoreError.self) { try store.tag(name("1"), manifest: descriptor, replacing: false) }
        #expect(try store.list().isEmpty)
    }

    @Test func aBlobThatIsNoManifestIsNoRelease() throws {
        let blob = try store.put(Array("{}".utf8), mediaType: "x/y")
        #expect(try store.resolve(blob.digest) == nil)
        #expect(try store.resolve(Digest(bytes: [UInt8](repeating: 0, count: 32))) == nil)
    }

    @Test func entriesOfOthersAreKept() throws {
        let descriptor = try manifest("a")
        var entries = [Descriptor](repeating: descriptor, count: 3)
        entries[1].annotations = [Annotation.refName: "latest"]
        entries[2].annotations = [Annotation.refName: "shop:0.9"]
        try DurableFile.replace(store.path + "/index.json", with: JSONText.bytes(ImageIndex(manifests: entries)))
        #expect(try store.list().map(\.0) == [name("0.9")])
        try store.tag(name("1.0"), manifest: manifest("b"), replacing: false)
        #expect(try store.list().map(\.0) == [name("0.9"), name("1.0")])
        let index = try JSONText.value(ImageIndex.self, from: Files.read(store.path + "/index.json"))
        #expect(index.manifests.prefix(3) == entries[...])
    }

    @Test func aDamagedIndexIsAnErrorAndIsNotOverwritten() throws {
        let descriptor = try manifest("a")
        try folder.write("store/index.json", "{ torn")
        #expect(throws: StoreError.self) { try store.list() }
        #expect(throws: StoreError.self) { try store.tag(name("1.0"), manifest: descriptor, replacing: true) }
        #expect(try Files.text(store.path + "/index.json") == "{ torn")
    }

    @Test func theIndexIsReplacedUnderItsLock() throws {
        let descriptor = try manifest("a")
        let locked = Mutex<[Bool]>([])
        let lock = store.path + "/index.lock"
        try DiskFaults.watching(below: store.path) { change, path in
            guard change == .rename, path.hasSuffix("/index.json") else { return }
            let file = try? OpenFile.read(lock)
            locked.withLock { $0.append(flock(file?.fd ?? -1, LOCK_EX | LOCK_NB) < 0 && errno == EWOULDBLOCK) }
        } _: {
            try store.tag(name("1.0"), manifest: descriptor, replacing: false)
        }
        #expect(locked.withLock { $0 } == [true])
    }

    @Test func manyWritersAtOnceLoseNothing() async throws {
        let path = store.path
        try await withThrowingTaskGroup(of: Void.self) { group in
            for number in 0..<24 {
                group.addTask {
                    try DirectoryStore(at: path).ingesting { ingest in
                        let config = try ingest.put(Array("\(number % 3)".utf8), mediaType: MediaType.config)
                        let bytes = try JSONText.bytes(Manifest(config: config, layers: []))
                        let manifest = try ingest.put(bytes, mediaType: MediaType.manifest)
                        ingest.remember("key", manifest)
                        try ingest.publish(
                            manifest, as: ReleaseName(name: "app-\(number)", version: "1"), replacing: false)
                    }
                }
            }
            try await group.waitForAll()
        }
        let names = try store.list().map(\.0.name)
        #expect(Set(names) == Set((0..<24).map { "app-\($0)" }))
        #expect(names.count == 24)
        #expect(try Files.names(in: path + "/blobs/sha256").count == 6)
        #expect(try Files.names(in: path + "/ingest") == [])
        #expect(try store.cached("key") != nil)
    }
}
