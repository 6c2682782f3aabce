import SlipwayArchive
import SlipwayBundle
import SlipwayCrypto
import SlipwayModel
import SlipwaySystem
import SlipwayTesting
import Testing

@Suite struct BundleVerifierTests {
    private let sample: ReleaseSample
    private let good: String

    init() throws {
        sample = try ReleaseSample()
        good = try sample.bundle()
    }

    private var bad: String { sample.folder("bad.tar") }

    /// Refused with 65, in one sentence.
    private func refused(_ words: String, _ note: Comment? = nil) throws {
        let refusal = #expect(throws: Refusal.self, note) { try BundleVerifier.open(OpenFile.read(bad)) }
        #expect(refusal?.code == .badInput, note)
        #expect(refusal?.sentence.contains(words) == true, "\(refusal?.sentence ?? "nothing")")
        #expect(refusal?.sentence.contains("\n") == false)
        #expect(refusal?.hint == "fetch it again, or build it again: slipway build RECIPE --output FILE", note)
    }

    private func loose(_ change: (inout LooseBundle) throws -> Void) throws {
        var bundle = try LooseBundle(good)
        try change(&bundle)
        try bundle.write(to: bad)
    }

    /// Puts a changed manifest in place of the true one, with index and digest to match.
    private func remade(_ change: (inout Manifest, inout LooseBundle) throws -> Void) throws {
        try loose { bundle in
            var manifest = try sample.manifest
            try change(&manifest, &bundle)
            bundle.members.removeAll { $0.path.hasSuffix(sample.descriptor.digest.hex) }
            let bytes = try JSONText.bytes(manifest)
            let entry = Descriptor(
                mediaType: MediaType.manifest, digest: Hashing.sha256(bytes), size: Int64(bytes.count))
            bundle["blobs/sha256/" + entry.digest.hex] = bytes
            bundle["index.json"] = try JSONText.bytes(ImageIndex(manifests: [entry]))
        }
    }

    @Test func aBundleCutAnywhereIsRefused() throws {
        let bytes = try Files.read(good)
        for length in [
            0, 100, 512, 1000, 1536, bytes.count / 2, bytes.count - 1025, bytes.count - 1024, bytes.count - 1,
        ] {
            let file = try Disk.create(bad)
            try Disk.write(Array(bytes[..<length]), to: file, bad)
            try refused("", "cut to \(length)")
        }
    }

    @Test func aFlippedBitAnywhereIsRefused() throws {
        let bytes = try Files.read(good)
        let blobs = try TarIndex.members(of: OpenFile.read(good), named: "it", most: 64).filter {
            !$0.isFolder && $0.path.hasPrefix("b")
        }
        for blob in blobs {
            for place in [blob.offset, blob.offset + blob.size / 2, blob.offset + blob.size - 1] {
                var damaged = bytes
                damaged[Int(place)] ^= 0x20
                let file = try Disk.create(bad)
                try Disk.write(damaged, to: file, bad)
                try refused("another digest", "byte \(place) of \(blob.path)")
            }
        }
    }

    @Test func anExtraMemberIsRefused() throws {
        try loose { $0["readme.txt"] = [1] }
        try refused("'readme.txt' does not belong in it")
        let stray = Array("stray".utf8)
        try loose { $0["blobs/sha256/" + Hashing.sha256(stray).hex] = stray }
        try refused("belongs to nothing in it")
        try loose { $0["blobs/sha256/ABC"] = [1] }
        try refused("does not belong in it")
        try loose { $0["blobs/sha256/../../x"] = [1] }
        try refused("leads out of it")
        try loose { $0.members.append($0.members[2]) }
        try refused("is in it twice")
    }

    @Test func aMissingMemberIsRefused() throws {
        try loose { $0.members.removeAll { $0.path == "oci-layout" } }
        try refused("it holds no oci-layout")
        try loose { $0.members.removeAll { $0.path == "index.json" } }
        try refused("it holds no index.json")
        try loose { $0.members.removeLast() }
        try refused("it lacks the blob")
    }

    @Test func twoManifestsAreRefused() throws {
        try loose {
            var index = try JSONText.value(ImageIndex.self, from: $0["index.json"])
            index.manifests.append(index.manifests[0])
            $0["index.json"] = try JSONText.bytes(index)
        }
        try refused("it names 2 manifests instead of one")
        try loose { $0["index.json"] = try JSONText.bytes(ImageIndex(manifests: [])) }
        try refused("it names 0 manifests instead of one")
    }

    @Test func wrongSizesAreRefused() throws {
        try loose {
            var index = try JSONText.value(ImageIndex.self, from: $0["index.json"])
            index.manifests[0].size += 1
            $0["index.json"] = try JSONText.bytes(index)
        }
        try refused("and should have")
        try remade { manifest, _ in manifest.layers[0].size -= 1 }
        try refused("and should have")
        try remade { manifest, _ in manifest.layers[0].size = -1 }
        try refused("and should have")
    }

    @Test func whatIsNoReleaseIsRefused() throws {
        try loose { $0["oci-layout"] = Array("{\"imageLayoutVersion\":\"2.0.0\"}".utf8) }
        try refused("layout version 2.0.0 is not known")
        try loose { $0["index.json"] = Array("[[[[".utf8) }
        try refused("index.json cannot be understood")
        try loose { $0["index.json"] = [UInt8](repeating: 32, count: 2 << 20) }
        try refused("index.json is too large")
        try remade { manifest, _ in manifest.annotations = nil }
        try refused("does not say which release it is")
        try remade { manifest, _ in manifest.annotations?[Annotation.title] = "../etc" }
        try refused("does not say which release it is")
        try remade { manifest, _ in manifest.layers[1].mediaType = "application/x-tar" }
        try refused("a layer does not say what it holds")
        try remade { manifest, _ in manifest.layers[0].annotations?[Annotation.files] = "-1" }
        try refused("a layer does not say what it holds")
        try remade { manifest, _ in manifest.layers.swapAt(0, 1) }
        try refused("not in the order")
        try remade { manifest, bundle in
            bundle.members.removeAll { $0.path.hasSuffix(manifest.layers[3].digest.hex) }
            manifest.layers.removeLast()
        }
        try refused("different numbers of layers")
    }

    @Test func aPipeIsRefused() throws {
        let pipe = try Pipe()
        #expect(throws: (any Error).self) { try BundleVerifier.open(pipe.reader) }
    }
}
