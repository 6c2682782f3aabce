import SlipwayBundle
import SlipwayCrypto
import SlipwayModel
import SlipwayStore
import SlipwaySystem
import SlipwayTesting
import Testing

/// Another program, made from docs/formats.md alone, understands what is written and notices what is wrong with it.
@Suite struct FormatTests {
    private static let reader =
        parent(of: parent(of: #filePath)) + "/EndToEndTests/Samples/formats/read_bundle.py"

    private func read(_ bundle: String, _ key: String) throws -> Command.Result {
        try Command.run("python3", [Self.reader, bundle, key])
    }

    @Test func aStrangerReadsASignedBundleAndChecksAllOfIt() throws {
        let folder = try TemporaryFolder("format")
        let key = try SignedReleaseTests.key()
        let signer = ReleaseSigner(key, sequence: 12) { _ in
            [Attachment(mediaType: MediaType.bom, bytes: Array("{}\n".utf8))]
        }
        let store = try DirectoryStore(at: folder("store"))
        let tree = ReleaseSample.tree(try ReleaseSample.files(in: folder))
        let manifest = try Sealer(store: store) { _ in }.seal(tree, signing: signer)
        try BundleWriter.write(manifest, name: ReleaseSample.name, from: store, to: folder("good.tar"))
        try folder.write("key.pub", key.shown.text)
        let good = try read(folder("good.tar"), folder("key.pub"))
        #expect(good.succeeded, "\(good.errors)")
        #expect(good.output.hasPrefix("shop 1.4.2 \(manifest.digest) 12 "))

        // A byte of each, in the middle.
        for member in [
            "slipway/statement.json", "slipway/statement.json.minisig", "blobs/sha256/" + manifest.digest.hex,
        ] {
            var loose = try LooseBundle(folder("good.tar"))
            loose.members.insert((path: "slipway", bytes: []), at: 0)
            var bytes = loose[member]
            bytes[bytes.count / 2] ^= 1
            loose[member] = bytes
            try loose.write(to: folder("bad.tar"))
            #expect(!(try read(folder("bad.tar"), folder("key.pub"))).succeeded, "\(member)")
        }
        try folder.write("other.pub", try SignedReleaseTests.key(9).shown.text)
        #expect(!(try read(folder("good.tar"), folder("other.pub"))).succeeded)
    }
}
