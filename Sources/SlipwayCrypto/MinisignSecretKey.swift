import CSlipwayCrypto

/// Why the text of a private key gives no key.
package enum SecretKeyFault: Error, Hashable, Sendable {
    case isNone
    case needsPassphrase
    case wrongPassphrase
    /// It has no passphrase, and its sum is not that of its key.
    case damaged
    /// Its passphrase cannot be tried here.
    case tooCostly
}

/// A private key with its number, as minisign keeps it in a file (minisign.h, `SeckeyStruct`): locked by a passphrase
/// with scrypt, or open.
package struct MinisignSecretKey {
    package let key: Ed25519Key
    package let id: [UInt8]

    private static let untrusted = Array("untrusted comment: ".utf8)
    private static let algorithm = Array("Ed".utf8)
    private static let locked = Array("Sc".utf8)
    private static let open: [UInt8] = [0, 0]
    private static let sum = Array("B2".utf8)
    /// Number, key and sum, which the passphrase hides.
    private static let hidden = 54..<158

    /// A new one.
    package init() {
        var seed = Erasure.random(32)
        defer { Erasure.erase(&seed) }
        guard let key = Ed25519Key(seed: seed) else { preconditionFailure("no memory for a key") }
        self.key = key
        id = Erasure.random(8)
    }

    package func shown(comment: String) -> Minisign.PublicKey {
        Minisign.PublicKey(id: id, bytes: key.publicBytes, comment: comment)
    }

    /// Whether it can be read with a passphrase only; nil when the text is no private key.
    package static func isLocked(_ text: [UInt8]) -> Bool? {
        guard var raw = raw(text) else { return nil }
        defer { Erasure.erase(&raw) }
        return Array(raw[2..<4]) == locked
    }

    package init(reading text: [UInt8], passphrase: [UInt8]?) throws(SecretKeyFault) {
        guard var raw = Self.raw(text) else { throw .isNone }
        defer { Erasure.erase(&raw) }
        let isLocked = Array(raw[2..<4]) == Self.locked
        if isLocked {
            guard let passphrase else { throw .needsPassphrase }
            let cost = ScryptCost(operations: Self.number(raw[38..<46]), memory: Self.number(raw[46..<54]))
            try Self.hide(&raw, passphrase, cost)
        }
        // minisign 0.11 writes no sum into an open one.
        let isBare = !isLocked && raw[126...].allSatisfy { $0 == 0 }
        guard isBare || Self.sum(raw) == Array(raw[126...]) else { throw isLocked ? .wrongPassphrase : .damaged }
        var seed = Array(raw[62..<94])
        defer { Erasure.erase(&seed) }
        // The second half of the key is the public one: were it another, signatures would tell of the first.
        guard let key = Ed25519Key(seed: seed), key.publicBytes == Array(raw[94..<126]) else { throw .damaged }
        self.key = key
        id = Array(raw[54..<62])
    }

    /// The file's bytes; the comment is one line.
    package func text(comment: String, passphrase: [UInt8]?) throws(SecretKeyFault) -> [UInt8] {
        let cost = ScryptCost.ours
        var raw = Self.algorithm + (passphrase == nil ? Self.open : Self.locked) + Self.sum
        defer { Erasure.erase(&raw) }
        // Without a passphrase nothing is to be tried.
        raw += passphrase == nil ? [UInt8](repeating: 0, count: 32) : Erasure.random(32)
        raw += Self.bytes(passphrase == nil ? 0 : cost.operations) + Self.bytes(passphrase == nil ? 0 : cost.memory)
        raw += id
        key.withSeed { raw += $0 }
        raw += key.publicBytes
        raw += Self.sum(raw)
        if let passphrase { try Self.hide(&raw, passphrase, cost) }
        var line = Base64.encoded(raw)
        defer { Erasure.erase(&line) }
        return Self.untrusted + Array(comment.utf8) + [10] + line + [10]
    }

    private static func raw(_ text: [UInt8]) -> [UInt8]? {
        let lines = text.split(separator: 10, omittingEmptySubsequences: false)
            .map { $0.last == 13 ? $0.dropLast() : $0 }
        guard lines.count >= 2, lines[0].starts(with: untrusted), lines[2...].allSatisfy(\.isEmpty),
            let raw = Base64.decoded(Array(lines[1])), raw.count == hidden.upperBound, raw.starts(with: algorithm),
            [locked, open].contains(Array(raw[2..<4])), Array(raw[4..<6]) == sum
        else { return nil }
        return raw
    }

    /// Hides what is open, and opens what is hidden.
    private static func hide(
        _ raw: inout [UInt8], _ passphrase: [UInt8], _ cost: ScryptCost
    ) throws(SecretKeyFault) {
        guard var stream = cost.stream(passphrase, salt: Array(raw[6..<38]), count: hidden.count) else {
            throw .tooCostly
        }
        defer { Erasure.erase(&stream) }
        for index in hidden { raw[index] ^= stream[index - hidden.lowerBound] }
    }

    /// Over the algorithm, the number and the key.
    private static func sum(_ raw: [UInt8]) -> [UInt8] {
        var message = Array(raw[..<2] + raw[54..<126])
        defer { Erasure.erase(&message) }
        return BLAKE2b.hash(message, count: 32)
    }

    private static func number(_ bytes: ArraySlice<UInt8>) -> UInt64 {
        bytes.reversed().reduce(0) { $0 << 8 | UInt64($1) }
    }

    private static func bytes(_ number: UInt64) -> [UInt8] {
        (0..<8).map { UInt8(truncatingIfNeeded: number >> (8 * $0)) }
    }
}
