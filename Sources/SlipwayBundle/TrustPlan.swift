package import SlipwayCrypto
package import SlipwayModel

/// The keys that somebody has spoken about.
package struct TrustedKeys: Hashable, Sendable {
    package struct Key: Hashable, Sendable {
        package var shown: Minisign.PublicKey
        package var isRevoked: Bool
        package init(_ shown: Minisign.PublicKey, isRevoked: Bool) {
            self.shown = shown
            self.isRevoked = isRevoked
        }
    }

    package var keys: [Key]
    package init(_ keys: [Key]) { self.keys = keys }
}

/// What a bundle has to satisfy before anything but its statement is read.
package struct TrustTerms: Sendable {
    package var keys: TrustedKeys
    package var accepting: Set<Acceptance>
    /// What it is to run on; nil where it is only looked at.
    package var platform: Platform?

    package init(keys: TrustedKeys, accepting: Set<Acceptance> = [], platform: Platform? = nil) {
        self.keys = keys
        self.accepting = accepting
        self.platform = platform
    }
}

/// Decides whether a statement is to be believed.
package enum TrustPlan {
    package enum Verdict: Hashable, Sendable {
        case trusted(Minisign.PublicKey)
        case unsigned
        case unknownKey(String)
        case revoked(Minisign.PublicKey)
        /// The key is known, and has not made this signature for these bytes.
        case altered(Minisign.PublicKey)
    }

    /// A key that is both trusted and revoked is revoked.
    package static func verdict(_ signed: SignedStatement?, _ keys: TrustedKeys) -> Verdict {
        guard let signed, let signature = signed.signature else { return .unsigned }
        let known = keys.keys.filter { $0.shown.id == signature.id }
        if let revoked = known.first(where: \.isRevoked) { return .revoked(revoked.shown) }
        guard let first = known.first else { return .unknownKey(signature.keyName) }
        // Two keys may be made to have one number.
        guard let signer = known.first(where: { signature.verifies(signed.bytes, $0.shown) }) else {
            return .altered(first.shown)
        }
        return .trusted(signer.shown)
    }

    /// How it is believed; refuses with 65 what is neither trusted nor let pass.
    package static func judge(_ signed: SignedStatement?, _ terms: TrustTerms) throws -> ReleaseTrust {
        let verdict = verdict(signed, terms.keys)
        var trust = ReleaseTrust(
            key: signed?.signature?.keyName, keyName: nil, sequence: signed?.statement.sequence, accepted: [])
        switch verdict {
        case .trusted(let key): trust.keyName = key.comment
        case .unsigned:
            guard terms.accepting.contains(.unsigned) else { throw refusal(verdict) }
            trust.accepted = [.unsigned]
        case .unknownKey:
            guard terms.accepting.contains(.unknownKey) else { throw refusal(verdict) }
            trust.accepted = [.unknownKey]
        case .revoked, .altered: throw refusal(verdict)
        }
        if let platform = signed?.statement.platform { try check(platform, terms) }
        return trust
    }

    /// Nobody lets pass what cannot run here.
    static func check(_ platform: Platform, _ terms: TrustTerms) throws {
        guard let wanted = terms.platform, platform != wanted else { return }
        throw Refusal(
            .badInput, "the bundle is refused: it is for \(platform), and this is \(wanted)",
            hint: "build the release for \(wanted)")
    }

    private static func refusal(_ verdict: Verdict) -> Refusal {
        switch verdict {
        case .trusted: Refusal(.failed, "the bundle is trusted")
        case .unsigned:
            Refusal(
                .badInput, "the bundle is refused: it has no signature",
                hint: "build it again, which signs it; to let it pass once: deploy --accept unsigned")
        case .unknownKey(let name):
            Refusal(
                .badInput, "the bundle is refused: it is signed by the key \(name), which is not trusted here",
                hint: "trust that key: slipway keys trust FILE.pub; to let it pass once: deploy --accept unknown-key")
        case .revoked(let key):
            Refusal(
                .badInput, "the bundle is refused: its key \(key.name) was revoked",
                hint: "sign the release with another key: slipway build RECIPE --key NAME")
        case .altered(let key):
            Refusal(
                .badInput,
                "the bundle is refused: it was altered, for its signature is none of the key \(key.name) over it",
                hint: "fetch it again from where it was built")
        }
    }
}
