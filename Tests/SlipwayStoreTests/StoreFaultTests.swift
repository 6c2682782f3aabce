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
        try store.ingesting { ingest in
            let config = try ingest.put(Array("1".utf8), mediaType: MediaType.config)
            ingest.remember("config", config)
            let bytes = try JSONText.bytes(Manifest(config: config, layers: []))
            let manifest = try ingest.put(bytes, mediaType: MediaType.manifest)
            try ingest.publish(manifest, as: ReleaseName(name: "shop", version: "1"), replacing: false)
        }
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
            try store.publish([], as: ReleaseName(name: "shop", version: "1"))
        }
        #expect(
            seen.withLock { $0 } == [
                "sync ingest", "sync ingest", "rename blobs", "rename blobs", "sync blobs", "sync index.json.new",
                "rename index.json", "sync ",
            ])
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
            #expect(finished || reached, "change \(number)")
            // What comes after the name, the memory of the work, may fail.
            #expect(try check(path, after: number) >= (finished ? 1 : 0), "change \(number)")
            // A program that another test starts has, for a moment, a copy of the lock.
            _ = try FileLock(waitingFor: path + "/ingest.lock")
            try work(at: path)
            #expect(try check(path, after: number) == 1)
            #expect(try Files.names(in: path + "/ingest") == [])
        }
        // Folders, layout, two blobs, one name: fewer would mean that changes are made past the seam.
        #expect(number > 30)
    }
}
