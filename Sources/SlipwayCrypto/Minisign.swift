/// The text files of minisign: a public key, and a signature with its trusted comment
/// (https://jedisct1.github.io/minisign/#signature-format).
package enum Minisign {
    /// Who can check what: 32 bytes of key, and the 8 bytes people know it by.
    package struct PublicKey: Hashable, Sendable {
        package var id: [UInt8]
        package var bytes: [UInt8]
        package var comment: String

        package init(id: [UInt8], bytes: [UInt8], comment: String) {
            self.id = id
            self.bytes = bytes
            self.comment = comment
        }

        /// nil when the text is none.
        package init?(reading text: String) {
            let lines = Minisign.lines(text)
            guard let raw = Base64.bytes(lines.first { !$0.hasPrefix(untrusted) && !$0.isEmpty } ?? ""),
                raw.count == 42, raw.starts(with: Array("Ed".utf8))
            else { return nil }
            id = Array(raw[2..<10])
            bytes = Array(raw[10...])
            comment =
                lines.first.flatMap { $0.hasPrefix(untrusted) ? String($0.dropFirst(untrusted.count)) : nil } ?? ""
        }

        package var text: String { "\(untrusted)\(comment)\n\(line)\n" }

        /// All of it but the comment.
        package var line: String { Base64.text(Array("Ed".utf8) + id + bytes) }

        /// As minisign prints it: sixteen capital hexadecimal digits, the last byte first.
        package var name: String { Minisign.name(id) }

    }

    /// A signature over a message's BLAKE2b hash (`ED`) or, as older ones are, over the message itself (`Ed`).
    package struct Signature: Hashable, Sendable {
        package var id: [UInt8]
        package var isHashed: Bool
        package var bytes: [UInt8]
        package var trustedComment: String
        package var global: [UInt8]
        package var comment: String

        /// nil when the text is none.
        package init?(reading text: String) {
            let lines = Minisign.lines(text)
            guard lines.count >= 4, lines[0].hasPrefix(untrusted), lines[2].hasPrefix(trusted),
                lines[4...].allSatisfy(\.isEmpty), let raw = Base64.bytes(lines[1]), raw.count == 74,
                let global = Base64.bytes(lines[3]), global.count == 64
            else { return nil }
            switch String(decoding: raw[..<2], as: UTF8.self) {
            case "ED": isHashed = true
            case "Ed": isHashed = false
            default: return nil
            }
            id = Array(raw[2..<10])
            bytes = Array(raw[10...])
            comment = String(lines[0].dropFirst(untrusted.count))
            trustedComment = String(lines[2].dropFirst(trusted.count))
            self.global = global
        }

        /// Over the message's hash; the comment is signed too, and must be one line.
        package init(of message: [UInt8], by key: Ed25519Key, id: [UInt8], comment: String, trustedComment: String) {
            self.init(
                ofHash: BLAKE2b.hash(message), by: key, id: id, comment: comment, trustedComment: trustedComment)
        }

        /// The same for a message that is known by its BLAKE2b hash.
        package init(ofHash hash: [UInt8], by key: Ed25519Key, id: [UInt8], comment: String, trustedComment: String) {
            self.id = id
            self.comment = comment
            self.trustedComment = trustedComment
            isHashed = true
            bytes = key.sign(hash)
            global = key.sign(bytes + Array(trustedComment.utf8))
        }

        package var text: String {
            let raw = Array((isHashed ? "ED" : "Ed").utf8) + id + bytes
            return "\(untrusted)\(comment)\n\(Base64.text(raw))\n\(trusted)\(trustedComment)\n\(Base64.text(global))\n"
        }

        package var keyName: String { Minisign.name(id) }

        /// Both the message and the trusted comment are what the key's owner has signed.
        package func verifies(_ message: [UInt8], _ key: PublicKey) -> Bool {
            verifies(isHashed ? BLAKE2b.hash(message) : message, isHash: isHashed, key)
        }

        /// The same of a message that is known by its BLAKE2b hash; never true of an older signature.
        package func verifies(hash: [UInt8], _ key: PublicKey) -> Bool { verifies(hash, isHash: true, key) }

        private func verifies(_ signed: [UInt8], isHash: Bool, _ key: PublicKey) -> Bool {
            key.id == id && isHash == isHashed && Ed25519Key.verify(bytes, of: signed, by: key.bytes)
                && Ed25519Key.verify(global, of: bytes + Array(trustedComment.utf8), by: key.bytes)
        }
    }

    /// Whatever system has ended them.
    private static func lines(_ text: String) -> [String] {
        text.utf8.split(separator: 10, omittingEmptySubsequences: false).map {
            String(decoding: $0.last == 13 ? $0.dropLast() : $0, as: UTF8.self)
        }
    }

    static func name(_ id: [UInt8]) -> String {
        id.reversed().map { byte in
            let digits = String(byte, radix: 16, uppercase: true)
            return digits.count == 1 ? "0" + digits : digits
        }.joined()
    }

    private static let untrusted = "untrusted comment: "
    private static let trusted = "trusted comment: "
}
