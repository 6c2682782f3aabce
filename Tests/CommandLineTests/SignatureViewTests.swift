import SlipwayBundle
import SlipwayControl
import SlipwayCrypto
import SlipwayModel
import SlipwaySystem
import Testing

@testable import SlipwayVerbs

/// A person is told plainly whether a release is to be believed.
@Suite struct SignatureViewTests {
    private func key(_ seed: UInt8, _ comment: String = "release key") throws -> SigningKey {
        let secret = try #require(Ed25519Key(seed: [UInt8](repeating: seed, count: 32)))
        return SigningKey(secret, id: [seed, 0, 0, 0, 0, 0, 0, 1], comment: comment)
    }

    private func signed(_ key: SigningKey?, altered: Bool = false) throws -> SignedStatement {
        let manifest = Descriptor(mediaType: MediaType.manifest, digest: Hashing.sha256([1]), size: 1)
        var statement = ReleaseStatement(
            app: "shop", version: "1.4.2", sequence: 3, platform: .linuxAMD64, manifest: manifest, components: [],
            attached: [])
        let good = try JSONText.bytes(statement)
        let signature = key?.sign(good, comment: "c", trustedComment: "t").text
        statement.sequence = altered ? 4 : 3
        return try SignedStatement(bytes: JSONText.bytes(statement), signature: signature.map { Array($0.utf8) })
    }

    private func view(_ signed: SignedStatement?, _ keys: [TrustedKeys.Key]) -> SignatureView {
        SignatureView(signed, TrustedKeys(keys), asked: "is none of yours")
    }

    @Test func eachStandingHasItsWords() throws {
        let key = try key(7)
        let known = TrustedKeys.Key(key.shown, isRevoked: false)
        let name = key.shown.name
        let cases: [(SignatureView, SignatureStanding, String, String?)] = [
            (
                try view(signed(key), [known]), .trusted,
                "sequence 3, signed by \(name) (release key), which you trust", nil
            ),
            (view(nil, [known]), .unsigned, "not signed", "it has no signature"),
            (try view(signed(nil), [known]), .unsigned, "sequence 3, not signed", "it has no signature"),
            (
                try view(signed(key), []), .unknownKey, "sequence 3, signed by \(name), a key that is not trusted here",
                "it is signed by the key \(name), which is none of yours"
            ),
            (
                try view(signed(key), [known, .init(key.shown, isRevoked: true)]), .revoked,
                "sequence 3, signed by \(name) (release key), a key that was revoked",
                "its key \(name) (release key) was revoked"
            ),
            (
                try view(signed(key, altered: true), [known]), .altered,
                "sequence 4, altered: its signature is none of the key \(name) (release key) over it", "it was altered"
            ),
        ]
        for (view, standing, line, reason) in cases {
            #expect(view.standing == standing && view.line == line)
            let refusal = view.refusal("shop 1.4.2")
            #expect((refusal == nil) == (reason == nil))
            guard let refusal, let reason else { continue }
            #expect(refusal.code == .badInput && refusal.hint != nil)
            #expect(
                refusal.sentence.hasPrefix("shop 1.4.2 is not to be trusted: ") && refusal.sentence.contains(reason))
        }
    }

    @Test func aCommentCannotPaintTheTerminal() throws {
        let key = try key(9, "a\u{1b}[31mb")
        let line = try view(signed(key), [.init(key.shown, isRevoked: false)]).line
        #expect(line == "sequence 3, signed by \(key.shown.name), which you trust")
    }
}
