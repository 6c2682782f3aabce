package import SlipwayBundle
package import SlipwayCrypto
package import SlipwayModel
import SlipwaySystem

/// Reads the keys that a node trusts: `NAME.pub` in its trust folder, `NAME.revoked` for those it no longer does, and,
/// for a node in a user's own folder, that user's development key.
package enum TrustFolder {
    package static let trusted = ".pub"
    package static let revoked = ".revoked"
    /// Bytes of a key file.
    private static let most = 4096

    /// `development`: the file of that key; it need not be there. A file that is no key is refused with 65: a
    /// revocation that nobody can read must not be passed over.
    package static func read(_ layout: NodeLayout, development: String?) throws -> TrustedKeys {
        var keys: [TrustedKeys.Key] = []
        if Files.isFolder(layout.trust) {
            for name in try Files.names(in: layout.trust).sorted() {
                guard name.hasSuffix(trusted) || name.hasSuffix(revoked) else { continue }
                keys.append(.init(try key(layout.trust + "/" + name), isRevoked: name.hasSuffix(revoked)))
            }
        }
        if let development, Files.exists(development) {
            keys.append(.init(try key(development), isRevoked: false))
        }
        return TrustedKeys(keys)
    }

    package static func key(_ path: String) throws -> Minisign.PublicKey {
        let bytes = try Files.read(path, limit: most)
        guard let key = Minisign.PublicKey(reading: String(decoding: bytes, as: UTF8.self)) else {
            throw Refusal(
                .badInput, "\(path) is no public key", hint: "a public key of minisign has two lines, the second Base64"
            )
        }
        return key
    }
}
