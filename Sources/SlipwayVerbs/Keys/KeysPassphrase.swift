import Glibc
package import SlipwayCrypto
package import SlipwayModel
import SlipwaySystem

/// Takes a passphrase from a file or the keyboard, and opens private keys with it.
package enum KeysPassphrase {
    static func file(_ path: String) throws -> [UInt8] {
        guard let facts = try Files.facts(path, following: true) else {
            throw Refusal(.notFound, "--passphrase-file \(path): there is no such file")
        }
        guard facts.kind != .folder else {
            throw Refusal(.usage, "--passphrase-file \(path): this is a folder")
        }
        var bytes: [UInt8]
        do { bytes = try Files.read(path, limit: KeysFolder.most) } catch let error as SystemError
            where error.isTooLarge
        {
            throw Refusal(.badInput, "--passphrase-file \(path) has more than the 4 KiB of a passphrase")
        }
        defer { Erasure.erase(&bytes) }
        let passphrase = SecretInput.withoutLineEnd(bytes)
        if passphrase.isEmpty { throw Refusal(.badInput, "--passphrase-file \(path) is empty") }
        return passphrase
    }

    /// For a new key; asked twice.
    static func chosen() throws -> [UInt8] {
        guard isatty(0) == 1 else {
            throw Refusal(
                .usage, "--passphrase asks at a terminal, and there is none", hint: "give it by --passphrase-file FILE")
        }
        let first = try SecretInput.unseen("passphrase of the new key: ")
        if first.isEmpty { throw Refusal(.badInput, "the passphrase is empty, so no key was made") }
        guard try SecretInput.unseen("once more: ") == first else {
            throw Refusal(.badInput, "the two are not the same, so no key was made")
        }
        return first
    }

    /// nil for a key that has none. `given` is the file that was named.
    package static func needed(by path: String, given: String?) throws -> [UInt8]? {
        guard let facts = try Files.facts(path, following: true) else {
            throw Refusal(.notFound, "there is no key \(path)", hint: "for the keys there are: slipway keys list")
        }
        guard facts.kind == .file, facts.size <= Int64(KeysFolder.most) else { throw refusal(.isNone, path) }
        var text = try Files.read(path, limit: KeysFolder.most)
        defer { Erasure.erase(&text) }
        guard let isLocked = MinisignSecretKey.isLocked(text) else {
            if Minisign.PublicKey(reading: String(decoding: text, as: UTF8.self)) != nil {
                throw Refusal(
                    .badInput, "\(path) is a public key, which signs nothing", hint: "name the private one, NAME.key")
            }
            throw refusal(.isNone, path)
        }
        if facts.mode & 0o077 != 0 {
            Terminal.tell("slipway: other users may read the private key \(path); chmod 600 keeps it yours")
        }
        guard isLocked else { return nil }
        if let given { return try file(given) }
        guard isatty(0) == 1 else { throw refusal(.needsPassphrase, path) }
        return try SecretInput.unseen("passphrase of \(path): ")
    }

    package static func refusal(_ fault: SecretKeyFault, _ path: String) -> Refusal {
        switch fault {
        case .isNone:
            Refusal(.badInput, "\(path) is no private key", hint: "make one: slipway keys generate")
        case .needsPassphrase:
            Refusal(
                .badInput, "the key \(path) needs its passphrase, and there is no terminal to ask at",
                hint: "give it by --passphrase-file FILE")
        case .wrongPassphrase: Refusal(.badInput, "this is not the passphrase of \(path)")
        case .damaged: Refusal(.badInput, "the key \(path) is damaged", hint: "put it back from a copy")
        case .tooCostly:
            Refusal(
                .badInput, "the passphrase of \(path) takes more memory or time to try than any key needs",
                hint: "minisign -C -s \(ShellWord.quoted(path)) sets it anew")
        }
    }
}
