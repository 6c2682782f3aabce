import CSlipwayCrypto

/// Base64 with padding and without line breaks (RFC 4648, section 4).
package enum Base64 {
    package static func text(_ bytes: [UInt8]) -> String { String(decoding: encoded(bytes), as: UTF8.self) }

    /// nil for anything else than the one text that these bytes have.
    package static func bytes(_ text: String) -> [UInt8]? { decoded(Array(text.utf8)) }

    /// As bytes, which unlike a text can be overwritten.
    static func encoded(_ bytes: [UInt8]) -> [UInt8] {
        Library.start()
        var text = [UInt8](repeating: 0, count: (bytes.count + 2) / 3 * 4 + 1)
        let count = EVP_EncodeBlock(&text, bytes, Int32(bytes.count))
        text.removeLast(text.count - Int(count))
        return text
    }

    static func decoded(_ words: [UInt8]) -> [UInt8]? {
        Library.start()
        guard !words.isEmpty, words.count % 4 == 0, words.count < 1 << 20 else { return words.isEmpty ? [] : nil }
        var bytes = [UInt8](repeating: 0, count: words.count / 4 * 3)
        let count = EVP_DecodeBlock(&bytes, words, Int32(words.count))
        guard count == bytes.count else { return nil }
        bytes.removeLast(words.suffix(2).count { $0 == 0x3d })
        // The library forgives blanks, and bits that padding leaves over.
        var again = encoded(bytes)
        defer { Erasure.erase(&again) }
        return again == words ? bytes : nil
    }
}
