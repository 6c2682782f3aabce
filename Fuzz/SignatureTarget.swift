import SlipwayCrypto
import SlipwayModel

extension FuzzTarget {
    /// A signature, and a public key, in the form of minisign. No bytes made without the key are a signature of it.
    static let signature = FuzzTarget(name: "signature") { bytes, _ in
        let text = String(decoding: bytes, as: UTF8.self)
        let id: [UInt8] = [1, 2, 3, 4, 5, 6, 7, 8]
        let fixed = Minisign.PublicKey(id: id, bytes: [UInt8](repeating: 9, count: 32), comment: "")
        if var signature = Minisign.Signature(reading: text) {
            let again = Minisign.Signature(reading: signature.text)
            try Contradiction.check(again == signature, "a signature that reads differently once written")
            signature.id = id
            try Contradiction.check(!signature.verifies(Array("message".utf8), fixed), "a forged signature")
        }
        guard let key = Minisign.PublicKey(reading: text) else {
            throw Refusal(.badInput, "this is no public key")
        }
        try Contradiction.check(
            key.bytes.count == 32 && key.id.count == 8 && key.name.utf8.count == 16, "a key of another size")
    }
}
