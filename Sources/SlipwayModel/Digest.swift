/// A SHA-256 content digest, the only identity Slipway trusts. Written `sha256:` and 64 lower-case hex digits
/// (OCI image specification, "Digests").
package struct Digest: Hashable, Comparable, Sendable, CustomStringConvertible {
    package let hex: String

    /// The digest whose 32 bytes are given.
    package init(bytes: some Sequence<UInt8>) {
        var text: [UInt8] = []
        text.reserveCapacity(64)
        for byte in bytes {
            text.append(Self.digits[Int(byte >> 4)])
            text.append(Self.digits[Int(byte & 15)])
        }
        precondition(text.count == 64, "a SHA-256 digest has 32 bytes")
        hex = String(decoding: text, as: UTF8.self)
    }

    /// Reads `sha256:<hex>`; nil when it is anything else.
    package init?(_ text: String) {
        guard text.hasPrefix("sha256:") else { return nil }
        self.init(hex: String(text.dropFirst(7)))
    }

    package init?(hex: String) {
        guard hex.utf8.count == 64, hex.utf8.allSatisfy({ (48...57).contains($0) || (97...102).contains($0) })
        else { return nil }
        self.hex = hex
    }

    /// Twelve hex digits, as folders and people use it.
    package var short: String { String(hex.prefix(12)) }
    package var description: String { "sha256:" + hex }

    package static func < (a: Digest, b: Digest) -> Bool { a.hex < b.hex }
    private static let digits = Array("0123456789abcdef".utf8)
}

extension Digest: Codable {
    package init(from decoder: any Decoder) throws {
        let container = try decoder.singleValueContainer()
        let text = try container.decode(String.self)
        guard let digest = Digest(text) else {
            throw DecodingError.dataCorruptedError(in: container, debugDescription: "\(text) is no sha256 digest")
        }
        self = digest
    }

    package func encode(to encoder: any Encoder) throws {
        var container = encoder.singleValueContainer()
        try container.encode(description)
    }
}
