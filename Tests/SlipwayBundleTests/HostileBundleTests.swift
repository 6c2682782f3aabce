import SlipwayArchive
import SlipwayBundle
import SlipwayCrypto
import SlipwayModel
import SlipwayStore
import SlipwaySystem
import SlipwayTesting
import Testing

/// A signed bundle changed in one place: refused with one sentence and 65, whoever only looks at it or installs it.
@Suite struct HostileBundleTests {
    struct Row: CustomTestStringConvertible, Sendable {
        let name: String
        let words: String
        let change: @Sendable (inout LooseBundle) throws -> Void
        var testDescription: String { name }

        init(_ name: String, _ words: String, _ change: @escaping @Sendable (inout LooseBundle) throws -> Void) {
            self.name = name
            self.words = words
            self.change = change
        }
    }

    private static let statement = "slipway/statement.json"
    private static let signature = "slipway/statement.json.minisig"
    private static let attached = "slipway/attached.json"

    private static let rows = [
        Row("an index with two manifests", "names 2 manifests instead of one") {
            var index = try JSONText.value(ImageIndex.self, from: $0["index.json"])
            index.manifests.append(index.manifests[0])
            $0["index.json"] = try JSONText.bytes(index)
        },
        Row("an index of another version", "version that is not known") {
            $0["index.json"] =
                text($0["index.json"]).replacing("\"schemaVersion\":2", with: "\"schemaVersion\":1")
                .bytes
        },
        Row("an index with a digest that is none", "cannot be understood") {
            $0["index.json"] = text($0["index.json"]).replacing("sha256:", with: "sha256:0").bytes
        },
        Row("a key twice in the index", "says something twice") {
            $0["index.json"] = text($0["index.json"]).replacing("{\"", with: "{\"manifests\":[],\"").bytes
        },
        Row("a key in disguise", "says something twice") {
            $0["index.json"] = text($0["index.json"]).replacing("\"size\"", with: "\"si\\u007ae\"").bytes
        },
        Row("JSON a hundred levels deep", "nested too deep") {
            let deep = String(repeating: "[", count: 100) + String(repeating: "]", count: 100)
            $0["index.json"] = text($0["index.json"]).replacing("{\"m", with: "{\"x\":\(deep),\"m").bytes
        },
        Row("a layout a hundred levels deep", "nested too deep") {
            let deep = String(repeating: "{\"a\":", count: 100) + "1" + String(repeating: "}", count: 100)
            $0["oci-layout"] = "{\"imageLayoutVersion\":\"1.0.0\",\"x\":\(deep)}".bytes
        },
        Row("a signature of 10 MB", "statement.json.minisig is too large") {
            $0[signature] = [UInt8](repeating: 65, count: 10 << 20)
        },
        Row("a signature of nothing known", "none that minisign could read") { $0[signature] = "hello\n".bytes },
        Row("a signature without a statement", "a signature and nothing") { bundle in
            bundle.members.removeAll { $0.path == statement }
        },
        Row("a statement of 10 MB", "statement.json is too large") {
            $0[statement] = [UInt8](repeating: 32, count: 10 << 20)
        },
        Row("a statement that is not canonical", "statement cannot be understood") { $0[statement] += [10] },
        Row("a statement with its keys in another order", "statement cannot be understood") {
            let all = text($0[statement])
            $0[statement] =
                ("{\"version\":\"1.4.2\"," + all.dropFirst().replacing(",\"version\":\"1.4.2\"", with: ""))
                .bytes
        },
        Row("a statement with a key more", "statement cannot be understood") {
            $0[statement] = text($0[statement]).replacing("{\"app\"", with: "{\"aa\":1,\"app\"").bytes
        },
        Row("a statement of sequence 0", "statement cannot be understood") {
            $0[statement] = text($0[statement]).replacing("\"sequence\":1", with: "\"sequence\":0").bytes
        },
        Row("a statement a hundred levels deep", "statement cannot be understood") {
            $0[statement] = String(repeating: "[", count: 100).bytes
        },
        Row("members out of order", "is not in its place") { bundle in
            bundle.members.append(bundle.members.removeFirst())
        },
        Row("the attached before the signature", "is not in its place") { $0.members.swapAt(1, 2) },
        Row("a statement twice", "is in it twice") { $0.members.insert($0.members[0], at: 1) },
        Row("a statement as a folder", "does not belong in it") { $0[statement + "/x"] = [1] },
        Row("a member more in our folder", "does not belong in it") { $0["slipway/keys.pub"] = [1] },
        Row("a program and nobody who says so", "a part of an installer only") {
            $0.members.insert(("slipway/node/slipwayd", [1]), at: 3)
        },
        Row("what is said of programs and no programs", "a part of an installer only") {
            $0.members.insert(("slipway/node/statement.json", [1]), at: 3)
        },
        Row("a program behind the release", "is not in its place") { $0["slipway/node/slipwayd"] = [1] },
        Row("a program before the statement", "is not in its place") {
            $0.members.insert(("slipway/node/slipwayd", [1]), at: 0)
        },
        Row("another program", "does not belong in it") {
            $0.members.insert(("slipway/node/helper", [1]), at: 3)
        },
        Row("a program below a program", "does not belong in it") {
            $0.members.insert(("slipway/node/slipwayd/x", [1]), at: 3)
        },
        Row("something attached that is unknown", "not the kind that belongs there") {
            try artifact(in: &$0) { $0.artifactType = "application/x-program" }
        },
        Row("something attached twice", "not the kind that belongs there") {
            var index = try JSONText.value(ImageIndex.self, from: $0[attached])
            index.manifests.append(index.manifests[1])
            $0[attached] = try JSONText.bytes(index)
        },
        Row("something attached to another release", "not the kind that belongs there") {
            try artifact(in: &$0) { $0.subject?.digest = Hashing.sha256([1]) }
        },
        Row("a document of another kind", "not the kind that belongs there") {
            try artifact(in: &$0) { $0.layers[0].mediaType = MediaType.layer }
        },
        Row("a document and one more", "not the kind that belongs there") {
            try artifact(in: &$0) { $0.layers.append($0.layers[0]) }
        },
        Row("a config that says something", "not the kind that belongs there") {
            try artifact(in: &$0) { $0.config.digest = $0.layers[0].digest }
        },
        Row("another statement among the attached", "not the one it begins with") {
            try artifact(0, in: &$0) { manifest in
                let types = manifest.layers.map(\.mediaType)
                manifest.layers.swapAt(0, 1)
                for (index, type) in types.enumerated() { manifest.layers[index].mediaType = type }
            }
        },
        Row("attached that names what is not there", "lacks the blob") {
            var index = try JSONText.value(ImageIndex.self, from: $0[attached])
            index.manifests[1].digest = Hashing.sha256([2])
            $0[attached] = try JSONText.bytes(index)
        },
        Row("attached that is left out", "belongs to nothing in it") { bundle in
            bundle.members.removeAll { $0.path == attached }
        },
        Row("a manifest that lists a layer twice", "twice") { bundle in
            try manifest(in: &bundle) {
                $0.layers[1].digest = $0.layers[0].digest; $0.layers[1].size = $0.layers[0].size
            }
        },
        Row("a manifest whose config is a layer", "twice") { bundle in
            try manifest(in: &bundle) { $0.layers.append($0.config) }
        },
        Row("numbers with a sign", "does not say what it holds") { bundle in
            try manifest(in: &bundle) { $0.layers[0].annotations?[Annotation.files] = "+2" }
        },
        Row("more files than any release has", "does not say what it holds") { bundle in
            try manifest(in: &bundle) { $0.layers[0].annotations?[Annotation.files] = "\(1 << 21)" }
        },
        Row("a name that leads elsewhere", "does not say which release it is") { bundle in
            try manifest(in: &bundle) { $0.annotations?[Annotation.title] = "../../etc" }
        },
    ]

    private static func text(_ bytes: [UInt8]) -> String { String(decoding: bytes, as: UTF8.self) }

    /// Changes the manifest of something attached, with its index to match.
    private static func artifact(
        _ number: Int = 1, in bundle: inout LooseBundle, _ change: (inout Manifest) -> Void
    ) throws {
        var index = try JSONText.value(ImageIndex.self, from: bundle[attached])
        index.manifests[number] = try replaced(index.manifests[number], in: &bundle, change)
        bundle[attached] = try JSONText.bytes(index)
    }

    /// Changes the release's manifest, with its index to match; its statement speaks of the true one.
    private static func manifest(in bundle: inout LooseBundle, _ change: (inout Manifest) -> Void) throws {
        var index = try JSONText.value(ImageIndex.self, from: bundle["index.json"])
        index.manifests[0] = try replaced(index.manifests[0], in: &bundle, change)
        bundle["index.json"] = try JSONText.bytes(index)
        for entry in try JSONText.value(ImageIndex.self, from: bundle[attached]).manifests {
            let artifact = try JSONText.value(Manifest.self, from: bundle["blobs/sha256/" + entry.digest.hex])
            let strays = ([entry, artifact.config] + artifact.layers).map { "blobs/sha256/" + $0.digest.hex }
            bundle.members.removeAll { strays.contains($0.path) }
        }
        bundle.members.removeAll { $0.path.hasPrefix("slipway/") }
    }

    private static func replaced(
        _ entry: Descriptor, in bundle: inout LooseBundle, _ change: (inout Manifest) -> Void
    ) throws -> Descriptor {
        let path = "blobs/sha256/" + entry.digest.hex
        var manifest = try JSONText.value(Manifest.self, from: bundle[path])
        change(&manifest)
        let bytes = try JSONText.bytes(manifest)
        bundle.members.removeAll { $0.path == path }
        bundle["blobs/sha256/" + Hashing.sha256(bytes).hex] = bytes
        return Descriptor(mediaType: entry.mediaType, digest: Hashing.sha256(bytes), size: Int64(bytes.count))
    }

    @Test(arguments: rows) func isRefused(_ row: Row) throws {
        let folder = try TemporaryFolder("hostile")
        let key = try SignedReleaseTests.key()
        let signer = ReleaseSigner(key) { _ in [Attachment(mediaType: MediaType.bom, bytes: Array("{ }".utf8))] }
        let store = try DirectoryStore(at: folder("store"))
        let tree = ReleaseSample.tree(try ReleaseSample.files(in: folder))
        let manifest = try Sealer(store: store) { _ in }.seal(tree, signing: signer)
        try BundleWriter.write(manifest, name: ReleaseSample.name, from: store, to: folder("good.tar"))
        var loose = try LooseBundle(folder("good.tar"))
        try loose.write(to: folder("again.tar"))
        let terms = TrustTerms(keys: TrustedKeys([.init(key.shown, isRevoked: false)]), accepting: [.unsigned])
        #expect(
            try BundleVerifier.verify(OpenFile.read(folder("again.tar")), trusting: terms).name == ReleaseSample.name)
        try row.change(&loose)
        try loose.write(to: folder("bad.tar"))
        let before = try Files.walk(folder.path).map(\.path)
        let refusal = #expect(throws: Refusal.self) { try BundleVerifier.open(OpenFile.read(folder("bad.tar"))) }
        #expect(refusal?.code == .badInput)
        #expect(refusal?.sentence.contains(row.words) == true, "\(refusal?.sentence ?? "nothing")")
        #expect(refusal?.sentence.contains("\n") == false && refusal?.hint != nil)
        let installing = #expect(throws: Refusal.self) {
            try BundleVerifier.verify(OpenFile.read(folder("bad.tar")), trusting: terms)
        }
        #expect(installing?.code == .badInput)
        #expect(try Files.walk(folder.path).map(\.path) == before)
    }
}

extension StringProtocol {
    fileprivate var bytes: [UInt8] { Array(utf8) }
}
