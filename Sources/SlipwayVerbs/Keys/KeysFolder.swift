import SlipwayBundle
package import SlipwayCrypto
import SlipwayDeploy
import SlipwayModel
import SlipwaySystem

/// The keys of one user: `NAME.key` for nobody else, `NAME.pub` for everybody, and `default`, which names the one that
/// signs.
package struct KeysFolder {
    package let path: String

    package static let secretEnding = ".key"
    package static let shownEnding = ".pub"
    /// Bytes of a key file.
    package static let most = 4096

    package init(_ path: String = UserFolders.keys()) { self.path = path }

    package func secret(_ name: String) -> String { path + "/" + name + Self.secretEnding }
    package func shown(_ name: String) -> String { path + "/" + name + Self.shownEnding }

    /// Of all private keys, sorted.
    package func names() throws -> [String] {
        try Files.names(in: path).filter { $0.hasSuffix(Self.secretEnding) }
            .map { String($0.dropLast(Self.secretEnding.count)) }
    }

    /// nil when nobody has said.
    package func defaultName() throws -> String? {
        guard Files.exists(path + "/default") else { return nil }
        let name = try Files.text(path + "/default", limit: Self.most).filter { !$0.isWhitespace }
        return name.isEmpty ? nil : name
    }

    package func makeDefault(_ name: String) throws {
        try DurableFile.replace(path + "/default", with: Array((name + "\n").utf8), mode: 0o600)
    }

    package static func comment(_ name: String) -> String {
        name == UserFolders.development ? TrustFolder.developmentComment : "slipway \(name) key"
    }

    package static func check(_ name: String) throws {
        guard SecretName.isName(name), !name.hasSuffix(secretEnding), !name.hasSuffix(shownEnding) else {
            throw Refusal(
                .usage, "\(name) cannot be the name of a key",
                hint: "use letters, digits, `.`, `_` and `-`, and no ending .key or .pub")
        }
    }

    /// A new pair of files; refuses what would take the place of others.
    package func create(_ name: String, passphrase: [UInt8]?) throws -> Minisign.PublicKey {
        try Self.check(name)
        return try alone {
            for file in [secret(name), shown(name)] where Files.exists(file) {
                throw Refusal(
                    .badInput, "\(file) is there already, and a key that is lost is lost for good",
                    hint: "choose another name, or put a new key in its place: slipway keys rotate \(name)")
            }
            return try write(MinisignSecretKey(), name, passphrase)
        }
    }

    /// The key that the first build makes; only nodes in folders of this user trust it.
    package func development() throws -> (key: MinisignSecretKey, isNew: Bool) {
        let name = UserFolders.development
        return try alone {
            if Files.exists(secret(name)) { return (try unlocked(name, passphrase: nil), false) }
            let key = MinisignSecretKey()
            _ = try write(key, name, nil)
            return (key, true)
        }
    }

    /// A new key takes the name; the old one stays under the first free `NAME.N`, which is returned, and signs the
    /// public half of the new one.
    package func rotate(_ name: String, _ old: MinisignSecretKey, passphrase: [UInt8]?) throws -> (
        key: Minisign.PublicKey, former: String
    ) {
        try alone {
            let names = Set(try names())
            var number = 1
            while names.contains("\(name).\(number)") { number += 1 }
            let former = "\(name).\(number)"
            var bytes = try Files.read(secret(name), limit: Self.most)
            defer { Erasure.erase(&bytes) }
            try DurableFile.replace(secret(former), with: bytes, mode: 0o600)
            try put(old.shown(comment: Self.comment(name)), former)
            try Disk.unlink(shown(name) + ".minisig")
            let key = try write(MinisignSecretKey(), name, passphrase)
            // Last: it never vouches for what is not there.
            let signature = Minisign.Signature(
                of: Array(key.text.utf8), by: old.key, id: old.id, comment: "signature of the key \(key.name)",
                trustedComment: "key \(key.name) follows \(old.shown(comment: "").name)")
            try DurableFile.replace(shown(name) + ".minisig", with: Array(signature.text.utf8))
            return (key, former)
        }
    }

    /// For one that has no passphrase, or whose passphrase is known; mends a public half that is missing or another's.
    package func unlocked(_ name: String, passphrase: [UInt8]?) throws -> MinisignSecretKey {
        var text = try Files.read(secret(name), limit: Self.most)
        defer { Erasure.erase(&text) }
        let key: MinisignSecretKey
        do { key = try MinisignSecretKey(reading: text, passphrase: passphrase) } catch {
            throw KeysPassphrase.refusal(error, secret(name))
        }
        let right = key.shown(comment: Self.comment(name))
        let present = try? TrustFolder.key(shown(name))
        if present?.id != right.id || present?.bytes != right.bytes { try? put(right, name) }
        return key
    }

    private func write(
        _ key: MinisignSecretKey, _ name: String, _ passphrase: [UInt8]?
    ) throws -> Minisign.PublicKey {
        let shown = key.shown(comment: Self.comment(name))
        var text: [UInt8]
        do { text = try key.text(comment: "slipway private key \(shown.name)", passphrase: passphrase) } catch {
            throw KeysPassphrase.refusal(error, secret(name))
        }
        defer { Erasure.erase(&text) }
        try DurableFile.replace(secret(name), with: text, mode: 0o600)
        try put(shown, name)
        return shown
    }

    private func put(_ key: Minisign.PublicKey, _ name: String) throws {
        try DurableFile.replace(shown(name), with: Array(key.text.utf8))
    }

    /// Several builds may be the first at once.
    private func alone<Result>(_ body: () throws -> Result) throws -> Result {
        let lock: FileLock
        do {
            try Folders.make(path, mode: 0o700)
            lock = try FileLock(waitingFor: path + "/.lock")
        } catch let error as SystemError {
            var refusal = error.refusal
            refusal.hint = "keys lie below $XDG_CONFIG_HOME, else ~/.config: name a folder there that is yours"
            throw refusal
        }
        defer { withExtendedLifetime(lock) {} }
        return try body()
    }
}
