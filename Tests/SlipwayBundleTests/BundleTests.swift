import SlipwayArchive
import SlipwayBundle
import SlipwayCrypto
import SlipwayModel
import SlipwayStore
import SlipwaySystem
import SlipwayTesting
import Testing

@Suite struct BundleTests {
    @Test func aBundleIsVerifiedAndGivesEverythingBack() throws {
        let sample = try ReleaseSample()
        let bundle = try BundleVerifier.open(OpenFile.read(sample.bundle()))
        #expect(bundle.manifestDigest == sample.descriptor.digest)
        #expect(bundle.name == ReleaseSample.name)
        #expect(bundle.manifest == (try sample.manifest))
        #expect(bundle.files == 7)
        var seen: [String: [UInt8]] = [:]
        for index in bundle.manifest.layers.indices {
            var folders: [String] = []
            var files: [TreeFile] = []
            try bundle.layer(index) { entry, read in
                guard entry.kind == .file else { return folders.append(entry.path) }
                let bytes = try Self.all(read)
                seen[entry.path] = bytes
                files.append(
                    TreeFile(
                        path: entry.path, executable: entry.executable, size: entry.size,
                        digest: Hashing.sha256(bytes), modified: entry.modified))
            }
            let tree = TreeReader.digest(of: TreeListing(folders: folders, files: files))
            #expect(tree == bundle.installedTree(layer: index).digest)
        }
        #expect(seen["webapps/ROOT/grüße.txt"] == Array("ü".utf8))
        #expect(seen["webapps/ROOT/" + ReleaseSample.longPath] == Array("deep".utf8))
        #expect(seen.count == 7)
    }

    private static func all(_ read: OpenedBundle.EntryReader) throws -> [UInt8] {
        var bytes: [UInt8] = []
        var room = [UInt8](repeating: 0, count: 1000)
        while true {
            let count = try room.withUnsafeMutableBytes { try read($0) }
            if count == 0 { return bytes }
            bytes += room[..<count]
        }
    }

    @Test func contentThatNobodyReadsIsCheckedAllTheSame() throws {
        let sample = try ReleaseSample()
        let bundle = try BundleVerifier.open(OpenFile.read(sample.bundle()))
        for index in bundle.manifest.layers.indices { try bundle.layer(index) { _, _ in } }
    }

    @Test func oneFileIsReadThroughItsLayer() throws {
        let sample = try ReleaseSample()
        let bundle = try BundleVerifier.open(OpenFile.read(sample.bundle()))
        #expect(try bundle.content(of: "service/service.json", in: .wrapper, limit: 10) == Array("{}".utf8))
        #expect(try bundle.content(of: "service/other.json", in: .wrapper, limit: 10) == nil)
        #expect(try bundle.content(of: "service/service.json", in: .tomcat, limit: 10) == nil)
        #expect(throws: Refusal.self) { try bundle.content(of: "jdk/lib/modules", in: .jdk, limit: 1000) }
    }

    @Test func blobsAreHandedOverWhole() throws {
        let sample = try ReleaseSample()
        let bundle = try BundleVerifier.open(OpenFile.read(sample.bundle()))
        let layer = bundle.manifest.layers[0]
        let hash = SHA256()
        try bundle.copy(layer) { hash.update($0) }
        #expect(hash.finish() == layer.digest)
    }

    @Test func writingTwiceGivesTheSameBytesInTheSaidOrder() throws {
        let sample = try ReleaseSample()
        let first = try sample.bundle("a.tar")
        #expect(try Files.read(first) == Files.read(sample.bundle("b.tar")))
        #expect(!Files.exists(first + ".new"))
        let manifest = try sample.manifest
        let expected =
            ["oci-layout", "index.json"]
            + ([sample.descriptor, manifest.config] + manifest.layers).map { "blobs/sha256/" + $0.digest.hex }
        #expect(try LooseBundle(first).members.map(\.path) == expected)
    }

    @Test func aBundleMayStandBehindOtherBytes() throws {
        let sample = try ReleaseSample()
        let path = sample.folder("shop.run")
        let file = try Disk.create(path)
        try Disk.write(Array("#!/bin/sh\nexit 0\n".utf8), to: file, path)
        try BundleWriter.write(sample.descriptor, name: ReleaseSample.name, from: sample.store, to: file, at: path)
        let bundle = try BundleVerifier.open(OpenFile.read(path), from: 17)
        #expect(bundle.manifestDigest == sample.descriptor.digest)
        for index in bundle.manifest.layers.indices { try bundle.layer(index) { _, _ in } }
        #expect(throws: Refusal.self) { try BundleVerifier.open(OpenFile.read(path)) }
    }

    @Test func aDamagedStoreMakesNoBundle() throws {
        let sample = try ReleaseSample()
        let blob = sample.store.blobPath(try sample.manifest.layers[0].digest)
        var bytes = try Files.read(blob)
        bytes[bytes.count / 2] ^= 1
        try Disk.unlink(blob)
        let file = try Disk.create(blob)
        try Disk.write(bytes, to: file, blob)
        let refusal = #expect(throws: Refusal.self) { try sample.bundle("c.tar") }
        #expect(refusal?.code == .badInput && refusal?.sentence.hasPrefix("\(blob) is damaged") == true)
        #expect(!Files.exists(sample.folder("c.tar")) && !Files.exists(sample.folder("c.tar.new")))
    }
}
