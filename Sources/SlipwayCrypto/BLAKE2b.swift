import CSlipwayCrypto
import SlipwaySystem

/// The BLAKE2b hash of a message (RFC 7693). minisign signs that of 64 bytes in place of the message.
package enum BLAKE2b {
    package static func hash(_ message: [UInt8]) -> [UInt8] {
        var result = [UInt8](repeating: 0, count: 64)
        guard EVP_Digest(message, message.count, &result, nil, Library.blake2b, nil) == 1 else {
            preconditionFailure("no memory for a digest")
        }
        return result
    }

    /// That of a file's content. Throws `SystemError`.
    package static func hash(file path: String) throws -> [UInt8] {
        guard let state = EVP_MD_CTX_new(), EVP_DigestInit_ex(state, Library.blake2b, nil) == 1 else {
            preconditionFailure("no memory for a digest")
        }
        defer { EVP_MD_CTX_free(state) }
        let file = try OpenFile.read(path)
        let room = UnsafeMutableRawBufferPointer.allocate(byteCount: 65_536, alignment: 16)
        defer { room.deallocate() }
        while case let count = try file.read(into: room), count > 0 {
            EVP_DigestUpdate(state, room.baseAddress, count)
        }
        var result = [UInt8](repeating: 0, count: 64)
        EVP_DigestFinal_ex(state, &result, nil)
        return result
    }

    /// `count`: bytes of the hash, 1 to 64. The library knows that of 64 only, and another is not a part of it.
    static func hash(_ message: [UInt8], count: Int) -> [UInt8] {
        var state = initial
        state[0] ^= 0x0101_0000 ^ UInt64(count)
        var block = [UInt64](repeating: 0, count: 16)
        defer { block.withUnsafeMutableBytes { OPENSSL_cleanse($0.baseAddress, $0.count) } }
        var start = 0
        repeat {
            let end = min(start + 128, message.count)
            for word in 0..<16 { block[word] = 0 }
            for index in start..<end { block[(index - start) / 8] |= UInt64(message[index]) << (8 * (index % 8)) }
            mix(&state, block, counted: UInt64(end), isLast: end == message.count)
            start = end
        } while start < message.count
        return (0..<count).map { UInt8(truncatingIfNeeded: state[$0 / 8] >> (8 * ($0 % 8))) }
    }

    private static func mix(_ state: inout [UInt64], _ block: [UInt64], counted: UInt64, isLast: Bool) {
        var v = state + initial
        v[12] ^= counted
        if isLast { v[14] = ~v[14] }
        func turn(_ a: Int, _ b: Int, _ c: Int, _ d: Int, _ x: UInt64, _ y: UInt64) {
            v[a] = v[a] &+ v[b] &+ x
            v[d] = right(v[d] ^ v[a], 32)
            v[c] = v[c] &+ v[d]
            v[b] = right(v[b] ^ v[c], 24)
            v[a] = v[a] &+ v[b] &+ y
            v[d] = right(v[d] ^ v[a], 16)
            v[c] = v[c] &+ v[d]
            v[b] = right(v[b] ^ v[c], 63)
        }
        for round in 0..<12 {
            let s = order[round % 10]
            for column in 0..<4 {
                turn(column, column + 4, column + 8, column + 12, block[s[2 * column]], block[s[2 * column + 1]])
            }
            for i in 0..<4 {
                turn(i, (i + 1) % 4 + 4, (i + 2) % 4 + 8, (i + 3) % 4 + 12, block[s[2 * i + 8]], block[s[2 * i + 9]])
            }
        }
        for index in 0..<8 { state[index] ^= v[index] ^ v[index + 8] }
        v.withUnsafeMutableBytes { OPENSSL_cleanse($0.baseAddress, $0.count) }
    }

    private static func right(_ word: UInt64, _ bits: UInt64) -> UInt64 { word >> bits | word << (64 - bits) }

    private static let initial: [UInt64] = [
        0x6a09_e667_f3bc_c908, 0xbb67_ae85_84ca_a73b, 0x3c6e_f372_fe94_f82b, 0xa54f_f53a_5f1d_36f1,
        0x510e_527f_ade6_82d1, 0x9b05_688c_2b3e_6c1f, 0x1f83_d9ab_fb41_bd6b, 0x5be0_cd19_137e_2179,
    ]

    /// RFC 7693, section 2.7.
    private static let order = [
        [0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15], [14, 10, 4, 8, 9, 15, 13, 6, 1, 12, 0, 2, 11, 7, 5, 3],
        [11, 8, 12, 0, 5, 2, 15, 13, 10, 14, 3, 6, 7, 1, 9, 4], [7, 9, 3, 1, 13, 12, 11, 14, 2, 6, 5, 10, 4, 0, 15, 8],
        [9, 0, 5, 7, 2, 4, 10, 15, 14, 1, 11, 12, 6, 8, 3, 13], [2, 12, 6, 10, 0, 11, 8, 3, 4, 13, 7, 5, 15, 14, 1, 9],
        [12, 5, 1, 15, 14, 13, 4, 10, 0, 7, 6, 3, 9, 2, 8, 11], [13, 11, 7, 14, 12, 1, 3, 9, 5, 0, 15, 4, 8, 6, 2, 10],
        [6, 15, 14, 9, 11, 3, 0, 8, 12, 2, 13, 7, 1, 4, 10, 5], [10, 2, 8, 4, 7, 6, 1, 5, 15, 11, 9, 14, 3, 12, 13, 0],
    ]
}
