import SlipwayBundle
import SlipwayCrypto
import SlipwayDeploy
import SlipwayModel
import SlipwayStore
import SlipwaySystem
import SlipwayTesting
import Testing

/// What lies beside an installed release tells why it is believed.
@Suite struct TrustRecordTests {
    private let folder: TemporaryFolder
    private let layout: NodeLayout
    private let key: SigningKey

    init() throws {
        folder = try TemporaryFolder("trust")
        layout = NodeLayout(root: folder("node"))
        let secret = try #require(Ed25519Key(seed: (0..<32).map { UInt8($0) ^ 7 }))
        key = SigningKey(secret, id: [1, 2, 3, 4, 5, 6, 7, 8], comment: "ann")
    }

    /// Of one release, signed or not.
    private func bundle(_ store: String, _ key: SigningKey?) throws -> OpenFile {
        let store = try DirectoryStore(at: folder(store))
        let name = ReleaseName(name: "shop", version: "1.1")
        let signer = key.map { ReleaseSigner($0, sequence: 4) { _ in [] } }
        let manifest = try Sealer(store: store) { _ in }.seal(try SwitchRig.tree(name, steps: nil), signing: signer)
        let path = folder("shop.tar")
        try BundleWriter.write(manifest, name: name, from: store, to: path)
        return try OpenFile.read(path)
    }

    private var trusted: TrustTerms { TrustTerms(keys: TrustedKeys([.init(key.shown, isRevoked: false)])) }
    private var letting: TrustTerms { TrustTerms(keys: TrustedKeys([]), accepting: [.unsigned, .unknownKey]) }
    private var believed: ReleaseTrust {
        ReleaseTrust(key: key.shown.name, keyName: "ann", sequence: 4, accepted: [])
    }

    @Test func theReasonAndWhatWasSignedLieBesideTheManifest() throws {
        let verified = try BundleVerifier.verify(try bundle("a", key), trusting: trusted)
        let release = try ReleaseInstaller(layout).install(verified)
        #expect(TrustRecord.read(release.digest, in: layout) == believed)
        let statement = try Files.read(release.folder + "/.slipway/statement.json")
        let signature = try Files.read(release.folder + "/.slipway/statement.json.minisig")
        let signed = try SignedStatement(bytes: statement, signature: signature)
        #expect(TrustPlan.verdict(signed, trusted.keys) == .trusted(key.shown))
        #expect(try ReleaseInspection.of(release.digest, in: layout).damaged == [])
        #expect(!Files.exists(layout.incoming))
    }

    @Test func aReasonThatNeededNobodysWordTakesThePlaceOfAnother() throws {
        let unsigned = try BundleVerifier.verify(try bundle("a", nil), trusting: letting)
        let release = try ReleaseInstaller(layout).install(unsigned)
        let accepted = ReleaseTrust(key: nil, keyName: nil, sequence: nil, accepted: [.unsigned])
        #expect(TrustRecord.read(release.digest, in: layout) == accepted)

        let signed = try BundleVerifier.verify(try bundle("b", key), trusting: trusted)
        #expect(signed.manifestDigest == release.digest)
        _ = try ReleaseInstaller(layout).install(signed)
        #expect(TrustRecord.read(release.digest, in: layout) == believed)
        _ = try ReleaseInstaller(layout).install(unsigned)
        #expect(TrustRecord.read(release.digest, in: layout) == believed)
        #expect(try ReleaseInspection.of(release.digest, in: layout).damaged == [])
    }

    @Test func oneOfAnEarlierVersionHasNone() throws {
        let verified = try BundleVerifier.verify(try bundle("a", key), trusting: trusted)
        let release = try ReleaseInstaller(layout).install(verified)
        for name in ["trust.json", "statement.json", "statement.json.minisig"] {
            try Disk.unlink(release.folder + "/.slipway/" + name)
        }
        #expect(TrustRecord.read(release.digest, in: layout) == nil)
        #expect(try InstalledRelease.reopen(release.digest, in: layout, thorough: true) != nil)
        #expect(try ReleaseInspection.of(release.digest, in: layout).damaged == [])
    }
}
