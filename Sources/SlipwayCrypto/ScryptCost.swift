import CSlipwayCrypto

/// What it takes to try a passphrase, as libsodium counts it: `crypto_pwhash_scryptsalsa208sha256`, whose `pickparams`
/// makes scrypt's three numbers of two limits.
struct ScryptCost: Hashable {
    var operations: UInt64
    /// Bytes.
    var memory: UInt64

    /// Of the keys we make: 128 MiB, a third of a second.
    static let ours = ScryptCost(operations: 1 << 22, memory: 1 << 27)
    /// Of minisign's own: 1 GiB, 2^25 operations. A file that asks for more is not tried.
    private static let highest = ScryptCost(operations: 1 << 26, memory: 1 << 30)
    /// What the algorithm needs beside its table.
    private static let margin: UInt64 = 64 << 20

    private var parameters: (n: UInt64, r: UInt64, p: UInt64) {
        let r: UInt64 = 8
        let operations = max(self.operations, 32768)
        if operations < memory / 32 { return (Self.power(operations / (r * 4)), r, 1) }
        let n = Self.power(memory / (r * 128))
        return (n, r, max(min(operations / 4 / n, 0x3fff_ffff) / r, 1))
    }

    /// The power of two that is more than half of `most`, from 2.
    private static func power(_ most: UInt64) -> UInt64 {
        var n: UInt64 = 2
        while n <= most / 2 { n *= 2 }
        return n
    }

    /// nil when it costs more than anybody's key does, or there is not the memory for it.
    func stream(_ passphrase: [UInt8], salt: [UInt8], count: Int) -> [UInt8]? {
        guard operations <= Self.highest.operations, memory <= Self.highest.memory else { return nil }
        Library.start()
        var stream = [UInt8](repeating: 0, count: count)
        let (n, r, p) = parameters
        let done = passphrase.withUnsafeBytes { room in
            // With no passphrase at all, a null pointer would be taken for a question about the numbers.
            withUnsafePointer(to: CChar(0)) { none in
                EVP_PBE_scrypt(
                    room.baseAddress?.assumingMemoryBound(to: CChar.self) ?? none, room.count, salt, salt.count, n, r,
                    p,
                    Self.highest.memory + Self.margin, &stream, count)
            }
        }
        ERR_clear_error()
        return done == 1 ? stream : nil
    }
}
