import SlipwayBundle
import SlipwayCrypto
import SlipwayModel
import SlipwaySystem
import SlipwayVerbs

/// Decides which key signs a build: the one that was named, else `$SLIPWAY_KEY`, else the user's default, else the
/// development key.
enum KeysChoice: Equatable {
    case file(String)
    case named(String)
    case development

    init(option: String?, environment: [String: String], chosen: String?) throws {
        let given = option ?? environment["SLIPWAY_KEY"].flatMap { $0.isEmpty ? nil : $0 }
        guard let words = given ?? chosen else {
            self = .development
            return
        }
        if given != nil, words.contains("/") || words.hasSuffix(KeysFolder.secretEnding) {
            self = .file(words)
        } else if words == UserFolders.development {
            self = .development
        } else {
            try KeysFolder.check(words)
            self = .named(words)
        }
    }

    /// Asks for a passphrase where one is needed; tells of a development key that it has made.
    static func signing(option: String?, passphraseFile: String?, tell: (String) -> Void) throws -> SigningKey {
        let folder = KeysFolder()
        let choice = try KeysChoice(
            option: option, environment: ProcessTable.environment(), chosen: try folder.defaultName())
        let name: String
        switch choice {
        case .file(let path): return try opened(path, path, passphraseFile)
        case .named(let given): name = given
        case .development:
            name = UserFolders.development
            if !Files.exists(folder.secret(name)) {
                let (key, isNew) = try folder.development()
                let shown = key.shown(comment: KeysFolder.comment(name))
                if isNew {
                    tell(
                        "your first build makes the development key \(shown.name) in \(folder.path); "
                            + "only nodes of yours under --root trust it")
                }
                return SigningKey(key.key, id: key.id, comment: shown.comment)
            }
        }
        guard Files.exists(folder.secret(name)) else {
            throw Refusal(
                .notFound, "you have no key \(name): there is no \(folder.secret(name))",
                hint: "for the keys there are: slipway keys list; a new one: slipway keys generate \(name)")
        }
        var passphrase = try KeysPassphrase.needed(by: folder.secret(name), given: passphraseFile)
        defer { Erasure.erase(&passphrase) }
        let key = try folder.unlocked(name, passphrase: passphrase)
        return SigningKey(key.key, id: key.id, comment: KeysFolder.comment(name))
    }

    private static func opened(_ path: String, _ comment: String, _ passphraseFile: String?) throws -> SigningKey {
        var passphrase = try KeysPassphrase.needed(by: path, given: passphraseFile)
        defer { Erasure.erase(&passphrase) }
        var text = try Files.read(path, limit: KeysFolder.most)
        defer { Erasure.erase(&text) }
        do {
            let key = try MinisignSecretKey(reading: text, passphrase: passphrase)
            return SigningKey(key.key, id: key.id, comment: comment)
        } catch {
            throw KeysPassphrase.refusal(error, path)
        }
    }
}
