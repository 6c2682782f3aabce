import Glibc
import SlipwayModel
import SlipwayStore
import SlipwaySystem
import SlipwayTesting
import Synchronization
import Testing

/// Whichever file change fails or is the last before a crash: the store is whole, and the work can be done again.
@Suite struct StoreFaultTests {
    private let folder: TemporaryFolder

    init() throws { folder = try TemporaryFolder("faults") }

    private func work(at path: String) throws {
        let store = try DirectoryStore(at: path)
        let config = try store.put(Array("1".utf8), mediaType: MediaType.config)
        try store.remember("config", config)
        let bytes = try JSONText.bytes(Manifest(config: config, layers: []))
        let manifest = try store.ingest(mediaType: MediaType.manifest) { sink in
            try bytes.withUnsafeBytes { try sink($0) }
        }
        try store.tag(ReleaseName(name: "shop", version: "1"), manifest: manifest, replacing: false)
    }

    /// How many releases there are, each of them whole.
    private func check(_ path: String, after number: Int) throws -> Int {
        let store = try DirectoryStore(at: path)
        let releases = try store.list()
        for (name, descriptor) in releases {
            let manifest = try JSONText.value(Manifest.self, from: store.read(descriptor, limit: 1000))
            #expect(try store.read(manifest.config, limit: 10) == Array(name.version.utf8), "after change \(number)")
        }
        if let config = try store.cached("config") { _ = try store.read(config, limit: 10) }
        return releases.count
    }

    @Test func contentIsSyncedBeforeItGetsItsName() throws {
        let store = try DirectoryStore(at: folder("store"))
        let seen = Mutex<[String]>([])
        try DiskFaults.watching(below: store.path) { change, path in
            let place = String(path.dropFirst(store.path.count + 1).prefix { $0 != "/" })
            if change == .sync || change == .rename { seen.withLock { $0.append("\(change) \(place)") } }
        } _: {
            _ = try store.put([1, 2, 3], mediaType: MediaType.config)
        }
        #expect(seen.withLock { $0 } == ["sync ingest", "rename blobs", "sync blobs"])
    }

    @Test(arguments: [false, true])
    func noChangeThatFailsTearsTheStore(dead: Bool) throws {
        var number = 0
        var reached = true
        while reached {
            number += 1
            let path = folder("store-\(dead)-\(number)")
            var finished = false
            let count = DiskFaults.failing(number, below: path, code: EIO, dead: dead) {
                finished = (try? work(at: path)) != nil
            }
            reached = count >= number
            #expect(finished == !reached, "change \(number)")
            #expect(try check(path, after: number) <= 1)
            try work(at: path)
            #expect(try check(path, after: number) == 1)
            #expect(try Files.names(in: path + "/ingest") == [])
        }
        // Folders, layout, two blobs, one name: fewer would mean that changes are made past the seam.
        #expect(number > 30)
    }
}
