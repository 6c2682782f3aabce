package import SlipwayBundle
package import SlipwayCrypto
package import SlipwayModel
import SlipwaySystem

/// Reads the keys that a node trusts: `NAME.pub` in its trust folder, `NAME.revoked` for those it no longer does, and,
/// for a node in a user's own folder, that user's development key.
package enum TrustFolder {
    /// A key with the name of its file.
    package struct Entry: Hashable, Sendable {
        package var name: String
        package var key: Minisign.PublicKey
        package var isRevoked: Bool
    }

    package static let trusted = ".pub"
    package static let revoked = ".revoked"
    /// Bytes of a key file.
    private static let most = 4096

    /// `development`: the file of that key; it need not be there. A file that is no key is refused with 65: a
    /// revocation that nobody can read must not be passed over.
    package static func read(_ layout: NodeLayout, development: String?) throws -> TrustedKeys {
        var keys = try entries(layout).map { TrustedKeys.Key($0.key, isRevoked: $0.isRevoked) }
        if let development, Files.exists(development) {
            keys.append(.init(try key(development), isRevoked: false))
        }
        return TrustedKeys(keys)
    }

    /// Sorted by their names.
    package static func entries(_ layout: NodeLayout) throws -> [Entry] {
        guard Files.isFolder(layout.trust) else { return [] }
        return try Files.names(in: layout.trust).compactMap { file in
            guard let ending = [trusted, revoked].first(where: { file.hasSuffix($0) }) else { return nil }
            return Entry(
                name: String(file.dropLast(ending.count)), key: try key(layout.trust + "/" + file),
                isRevoked: ending == revoked)
        }
    }

    package static func key(_ path: String) throws -> Minisign.PublicKey { try readKey(path).key }

    /// With the file's bytes, which another key may have signed.
    package static func readKey(_ path: String) throws -> (key: Minisign.PublicKey, bytes: [UInt8]) {
        // A pipe would be waited for.
        if let facts = try Files.facts(path, following: true), facts.kind != .file { throw noKey(path) }
        let bytes: [UInt8]
        do { bytes = try Files.read(path, limit: most) } catch let error as SystemError where error.isTooLarge {
            throw noKey(path)
        }
        if MinisignSecretKey.isLocked(bytes) != nil {
            throw Refusal(
                .badInput, "\(path) is a private key, and nobody else is to have it",
                hint: "name its public half, a file that ends in .pub")
        }
        guard let key = Minisign.PublicKey(reading: String(decoding: bytes, as: UTF8.self)) else { throw noKey(path) }
        return (key, bytes)
    }

    private static func noKey(_ path: String) -> Refusal {
        Refusal(
            .badInput, "\(path) is no public key", hint: "a public key of minisign has two lines, the second Base64")
    }
}
