import SlipwayCrypto
import SlipwayDeploy
import SlipwayModel
import SlipwaySystem

/// A public key as a person names it: a file, the name of a key of theirs, or the key itself.
struct KeysSource {
    let key: Minisign.PublicKey
    /// What it is called when nobody says.
    let name: String
    /// nil for a key that was typed.
    let file: String?
    /// Of the file.
    let bytes: [UInt8]

    /// nil when the words are none of them.
    init?(_ words: String, folder: KeysFolder = KeysFolder()) throws {
        let own = folder.shown(words)
        // A bare name is one of yours, whatever lies in the folder where somebody happens to be.
        if SecretName.isName(words), Files.exists(own) {
            self = try KeysSource(file: own)
        } else if Files.exists(words) {
            self = try KeysSource(file: words)
        } else if let key = Minisign.PublicKey(reading: words) {
            self = KeysSource(key: key, name: key.name, file: nil, bytes: Array(words.utf8))
        } else if words.contains("/") {
            throw Refusal(.notFound, "there is no key file \(words)")
        } else {
            return nil
        }
    }

    private init(key: Minisign.PublicKey, name: String, file: String?, bytes: [UInt8]) {
        (self.key, self.name, self.file, self.bytes) = (key, name, file, bytes)
    }

    private init(file: String) throws {
        let read = try TrustFolder.readKey(file)
        key = read.key
        bytes = read.bytes
        self.file = file
        let last = lastName(of: file)
        name = last.hasSuffix(KeysFolder.shownEnding) ? String(last.dropLast(KeysFolder.shownEnding.count)) : last
    }

    /// The number of the trusted key that has signed this one, nil when none has; refuses a signature of a trusted key
    /// that is over something else.
    func voucher(among trusted: [Minisign.PublicKey]) throws -> String? {
        guard let file, Files.exists(file + ".minisig") else { return nil }
        let text = try Files.text(file + ".minisig", limit: KeysFolder.most)
        guard let signature = Minisign.Signature(reading: text) else {
            throw Refusal(.badInput, "\(file).minisig is no signature", hint: "remove it, or fetch both files again")
        }
        let signers = trusted.filter { $0.id == signature.id }
        if signers.isEmpty { return nil }
        guard signers.contains(where: { signature.verifies(bytes, $0) }) else {
            throw Refusal(
                .badInput, "\(file).minisig is none of the key \(signature.keyName) over this key",
                hint: "somebody has changed one of the two files: fetch them again from whom you trust")
        }
        return signature.keyName
    }
}
