import SlipwayArchive
import SlipwayBundle
import SlipwayCrypto
import SlipwayModel
import SlipwayStore
import SlipwaySystem
import SlipwayTesting
import Testing

/// A release is signed as it is sealed, and its bundle is believed by its key alone.
@Suite struct SignedReleaseTests {
    private let folder: TemporaryFolder
    private let store: DirectoryStore

    init() throws {
        folder = try TemporaryFolder("signed")
        store = try DirectoryStore(at: folder("store"))
    }

    static func key(_ fill: UInt8 = 7) throws -> SigningKey {
        let secret = try #require(Ed25519Key(seed: (0..<32).map { UInt8($0) ^ fill }))
        return SigningKey(secret, id: [1, 2, 3, 4, 5, 6, 7, fill], comment: "tests \(fill)")
    }

    private static func terms(_ key: SigningKey, isRevoked: Bool = false) -> TrustTerms {
        TrustTerms(keys: TrustedKeys([.init(key.shown, isRevoked: isRevoked)]))
    }

    private func bundle(_ version: String, _ key: SigningKey?, sequence: Int? = nil) throws -> String {
        var sample = ReleaseSample.tree(try ReleaseSample.files(in: folder))
        sample.name.version = version
        let signer = key.map {
            ReleaseSigner($0, sequence: sequence) { _ in [Attachment(mediaType: MediaType.bom, bytes: Array("{}".utf8))]
            }
        }
        let manifest = try Sealer(store: store) { _ in }.seal(sample, signing: signer)
        let path = folder(version + ".tar")
        try BundleWriter.write(manifest, name: sample.name, from: store, to: path)
        return path
    }

    @Test func aSignedBundleIsBelievedByItsKeyAlone() throws {
        let key = try Self.key()
        let path = try bundle("1", key)
        let verified = try BundleVerifier.verify(OpenFile.read(path), trusting: Self.terms(key))
        #expect(verified.trust == ReleaseTrust(key: key.shown.name, keyName: "tests 7", sequence: 1, accepted: []))
        #expect(try verified.content.document(MediaType.bom) == Array("{}".utf8))
        for (terms, words) in [
            (Self.terms(try Self.key(9)), "is not trusted here"), (Self.terms(key, isRevoked: true), "was revoked"),
        ] {
            let refusal = #expect(throws: Refusal.self) {
                try BundleVerifier.verify(OpenFile.read(path), trusting: terms)
            }
            #expect(refusal?.code == .badInput && refusal?.sentence.contains(words) == true)
        }
    }

    @Test func aReleaseForAnotherPlatformIsRefused() throws {
        let key = try Self.key()
        let path = try bundle("1", key)
        var terms = Self.terms(key)
        terms.platform = .linuxAMD64
        #expect(try BundleVerifier.verify(OpenFile.read(path), trusting: terms).trust.accepted == [])
        terms.platform = Platform(os: "linux", architecture: "arm64")
        terms.accepting = Set(Acceptance.allCases)
        let refusal = #expect(throws: Refusal.self) { try BundleVerifier.verify(OpenFile.read(path), trusting: terms) }
        let unsigned = try bundle("2", nil)
        #expect(throws: Refusal.self) { try BundleVerifier.verify(OpenFile.read(unsigned), trusting: terms) }
        #expect(refusal?.code == .badInput)
        #expect(refusal?.sentence == "the bundle is refused: it is for linux/amd64, and this is linux/arm64")
    }

    @Test func theNextReleaseHasTheNextSequence() throws {
        let key = try Self.key()
        let sequences = try ["1", "2", "1"].map { version in
            try BundleVerifier.open(OpenFile.read(bundle(version, key))).signed?.statement.sequence
        }
        #expect(sequences == [1, 2, 1])
        #expect(throws: Refusal.self) { try bundle("3", key, sequence: 2) }
        #expect(throws: Refusal.self) { try bundle("3", key, sequence: 1 << 60) }
        #expect(try BundleVerifier.open(OpenFile.read(bundle("3", key, sequence: 40))).signed?.statement.sequence == 40)
        #expect(try store.highestSequence(of: "shop") == 40)
    }
}
