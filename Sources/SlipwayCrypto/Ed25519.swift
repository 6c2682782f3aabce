import CSlipwayCrypto

/// A private Ed25519 key (RFC 8032): 32 bytes that nobody else may see; they are overwritten when it goes.
package final class Ed25519Key {
    private var seed: [UInt8]
    package let publicBytes: [UInt8]

    /// nil when these are no 32 bytes.
    package init?(seed: [UInt8]) {
        Library.start()
        guard seed.count == 32, let key = EVP_PKEY_new_raw_private_key(EVP_PKEY_ED25519, nil, seed, 32) else {
            return nil
        }
        defer { EVP_PKEY_free(key) }
        var bytes = [UInt8](repeating: 0, count: 32)
        var count = bytes.count
        guard EVP_PKEY_get_raw_public_key(key, &bytes, &count) == 1, count == 32 else { return nil }
        self.seed = seed
        publicBytes = bytes
    }

    deinit { seed.withUnsafeMutableBytes { OPENSSL_cleanse($0.baseAddress, $0.count) } }

    package func withSeed<Result>(_ body: ([UInt8]) throws -> Result) rethrows -> Result { try body(seed) }

    /// 64 bytes, the same for the same message.
    package func sign(_ message: [UInt8]) -> [UInt8] {
        var signature = [UInt8](repeating: 0, count: 64)
        var count = signature.count
        let key = EVP_PKEY_new_raw_private_key(EVP_PKEY_ED25519, nil, seed, 32)
        let state = EVP_MD_CTX_new()
        defer {
            EVP_MD_CTX_free(state)
            EVP_PKEY_free(key)
        }
        guard EVP_DigestSignInit(state, nil, nil, nil, key) == 1,
            EVP_DigestSign(state, &signature, &count, message, message.count) == 1, count == 64
        else { preconditionFailure("no memory for a signature") }
        return signature
    }

    /// False also for a key or a signature of another length.
    package static func verify(_ signature: [UInt8], of message: [UInt8], by publicBytes: [UInt8]) -> Bool {
        Library.start()
        guard signature.count == 64, publicBytes.count == 32,
            let key = EVP_PKEY_new_raw_public_key(EVP_PKEY_ED25519, nil, publicBytes, 32)
        else { return false }
        let state = EVP_MD_CTX_new()
        defer {
            EVP_MD_CTX_free(state)
            EVP_PKEY_free(key)
        }
        return EVP_DigestVerifyInit(state, nil, nil, nil, key) == 1
            && EVP_DigestVerify(state, signature, signature.count, message, message.count) == 1
    }
}
