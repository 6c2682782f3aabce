import SlipwayBundle
import SlipwayControl
import SlipwayCrypto
import SlipwayDeploy
import SlipwayModel
import SlipwaySystem

/// What a person is told of a release's signature, by the keys that they and a node know.
struct SignatureView {
    let standing: SignatureStanding
    /// As minisign prints it; nil without a signature.
    let key: String?
    let sequence: Int?
    private let keyName: String?
    /// Whose keys were asked.
    private let asked: String

    /// The user's own keys, and with a folder of a node those that it trusts or has revoked.
    init(_ signed: SignedStatement?, root: String?) throws {
        let folder = KeysFolder()
        var keys = try Self.own(folder).map { TrustedKeys.Key($0, isRevoked: false) }
        if let root {
            let development = folder.shown(UserFolders.development)
            keys += try TrustFolder.read(NodeLayout(root: root), development: development).keys
        }
        self.init(signed, TrustedKeys(keys), asked: root.map { "neither you nor \($0) trusts" } ?? "is none of yours")
    }

    init(_ signed: SignedStatement?, _ keys: TrustedKeys, asked: String) {
        self.asked = asked
        key = signed?.signature?.keyName
        sequence = signed?.statement.sequence
        switch TrustPlan.verdict(signed, keys) {
        case .trusted(let key): (standing, keyName) = (.trusted, Self.plain(key))
        case .unsigned: (standing, keyName) = (.unsigned, nil)
        case .unknownKey: (standing, keyName) = (.unknownKey, nil)
        case .revoked(let key): (standing, keyName) = (.revoked, Self.plain(key))
        case .altered(let key): (standing, keyName) = (.altered, Self.plain(key))
        }
    }

    private static func own(_ folder: KeysFolder) throws -> [Minisign.PublicKey] {
        guard Files.isFolder(folder.path) else { return [] }
        return try Files.names(in: folder.path).filter { $0.hasSuffix(KeysFolder.shownEnding) }
            .map { try TrustFolder.key(folder.path + "/" + $0) }
    }

    /// A key's comment is whatever its owner wrote.
    private static func plain(_ key: Minisign.PublicKey) -> String? {
        let isPlain = key.comment.unicodeScalars.allSatisfy { $0.value >= 32 && !(127...159).contains($0.value) }
        return isPlain && !key.comment.isEmpty ? key.comment : nil
    }

    private var named: String { "\(key ?? "")\(keyName.map { " (\($0))" } ?? "")" }

    /// One line: `sequence 3, signed by 1A2B3C4D5E6F7081 (release key), which you trust`.
    var line: String {
        let number = sequence.map { "sequence \($0), " } ?? ""
        return switch standing {
        case .trusted: "\(number)signed by \(named), which you trust"
        case .unsigned: "\(number)not signed"
        case .unknownKey: "\(number)signed by \(named), a key that is not trusted here"
        case .revoked: "\(number)signed by \(named), a key that was revoked"
        case .altered: "\(number)altered: its signature is none of the key \(named) over it"
        }
    }

    /// Why a release is not to be believed; nil when it is.
    func refusal(_ release: String) -> Refusal? {
        switch standing {
        case .trusted: nil
        case .unsigned:
            Refusal(
                .badInput, "\(release) is not to be trusted: it has no signature",
                hint: "build it again, which signs it: slipway build RECIPE")
        case .unknownKey:
            Refusal(
                .badInput, "\(release) is not to be trusted: it is signed by the key \(named), which \(asked)",
                hint: "to ask with the keys of a node as well, add --root DIR; to trust it there: "
                    + "slipway keys trust FILE.pub --root DIR")
        case .revoked:
            Refusal(
                .badInput, "\(release) is not to be trusted: its key \(named) was revoked",
                hint: "sign the release with another key: slipway build RECIPE --key NAME")
        case .altered:
            Refusal(
                .badInput,
                "\(release) is not to be trusted: it was altered, for its signature is none of the key \(named) over it",
                hint: "fetch it again from where it was built")
        }
    }
}
