package import SlipwayCrypto
package import SlipwayModel
import SlipwaySystem

/// A statement as it was signed, with its signature; nobody has said yet that it is to be believed.
package struct SignedStatement: Sendable {
    /// What was signed, to the byte.
    package let bytes: [UInt8]
    package let statement: ReleaseStatement
    package let signature: Minisign.Signature?

    /// Refuses bytes that are no statement in canonical form, and a signature that is none: 65.
    package init(bytes: [UInt8], signature text: [UInt8]?) throws {
        self.bytes = bytes
        guard let statement = try? JSONText.value(ReleaseStatement.self, from: bytes),
            statement.schema == ReleaseStatement.schema, ReleaseStatement.sequences.contains(statement.sequence),
            ReleaseName.isName(statement.app), ReleaseName.isVersion(statement.version), statement.platform.isNamed,
            try JSONText.bytes(statement) == bytes
        else { throw BundleVerifier.refusal("its statement cannot be understood") }
        self.statement = statement
        signature = try text.map {
            guard let read = Minisign.Signature(reading: String(decoding: $0, as: UTF8.self)) else {
                throw BundleVerifier.refusal("its signature is none that minisign could read")
            }
            return read
        }
    }

    init(_ statement: ReleaseStatement, by key: SigningKey) throws {
        self.statement = statement
        bytes = try JSONText.bytes(statement)
        signature = key.sign(
            bytes, comment: "signature of \(statement.app) \(statement.version)",
            trustedComment: "\(statement.app) \(statement.version) sequence \(statement.sequence)")
    }
}

/// A key that can sign, with the public half that checks it.
package struct SigningKey {
    private let secret: Ed25519Key
    package let shown: Minisign.PublicKey

    package init(_ secret: Ed25519Key, id: [UInt8], comment: String) {
        self.secret = secret
        shown = Minisign.PublicKey(id: id, bytes: secret.publicBytes, comment: comment)
    }

    /// The comments are one line each.
    package func sign(_ message: [UInt8], comment: String, trustedComment: String) -> Minisign.Signature {
        sign(hash: BLAKE2b.hash(message), comment: comment, trustedComment: trustedComment)
    }

    /// The same of a message that is known by its BLAKE2b hash.
    package func sign(hash: [UInt8], comment: String, trustedComment: String) -> Minisign.Signature {
        Minisign.Signature(ofHash: hash, by: secret, id: shown.id, comment: comment, trustedComment: trustedComment)
    }
}
