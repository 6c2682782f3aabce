import SlipwayCrypto

/// Writes trusted certificates as a JKS file, the same bytes for the same certificates. Format: magic FEEDFEED, version
/// 2, entries of tag 2 (alias, time, "X.509", certificate), then a SHA-1 over the password in UTF-16, the words
/// "Mighty Aphrodite" and all bytes before.
package enum JavaKeyStore {
    /// Every tool's default for trust stores; it keeps nothing secret.
    private static let password = "changeit"
    /// 2020-01-01 00:00:00 UTC, in milliseconds.
    private static let created: UInt64 = 1_577_836_800_000

    package static func bytes(_ roots: [TrustedRoot]) -> [UInt8] {
        let sorted = roots.sorted { Array($0.alias.utf8).lexicographicallyPrecedes(Array($1.alias.utf8)) }
        var out: [UInt8] = []
        out += number(UInt32(0xfeed_feed)) + number(UInt32(2)) + number(UInt32(sorted.count))
        for root in sorted {
            out += number(UInt32(2)) + text(root.alias) + number(created) + text("X.509")
            out += number(UInt32(root.certificate.count)) + root.certificate
        }
        let salt = password.utf16.flatMap { number($0) } + Array("Mighty Aphrodite".utf8)
        return out + Hashing.sha1(salt + out)
    }

    private static func number(_ value: some FixedWidthInteger) -> [UInt8] {
        withUnsafeBytes(of: value.bigEndian) { Array($0) }
    }

    /// Java's modified UTF-8: each UTF-16 unit by itself.
    private static func text(_ text: String) -> [UInt8] {
        var bytes: [UInt8] = []
        for unit in text.utf16 {
            switch unit {
            case 0x01...0x7f: bytes.append(UInt8(unit))
            case 0, 0x80...0x7ff: bytes += [0xc0 | UInt8(unit >> 6), 0x80 | UInt8(unit & 0x3f)]
            default:
                bytes += [0xe0 | UInt8(unit >> 12), 0x80 | UInt8(unit >> 6 & 0x3f), 0x80 | UInt8(unit & 0x3f)]
            }
        }
        return number(UInt16(truncatingIfNeeded: bytes.count)) + bytes
    }
}
