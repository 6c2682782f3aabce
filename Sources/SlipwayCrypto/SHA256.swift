import CSlipwayCrypto
package import SlipwayModel

/// A SHA-256 digest in the making. Not for two threads at once.
package final class SHA256 {
    private let state: OpaquePointer

    package init() {
        guard let state = EVP_MD_CTX_new(), EVP_DigestInit_ex(state, Library.sha256, nil) == 1 else {
            preconditionFailure("no memory for a digest")
        }
        self.state = state
    }

    deinit { EVP_MD_CTX_free(state) }

    package func update(_ bytes: UnsafeRawBufferPointer) {
        EVP_DigestUpdate(state, bytes.baseAddress, bytes.count)
    }

    package func update(_ bytes: [UInt8]) { bytes.withUnsafeBytes { update($0) } }

    /// The digest of all bytes so far; begins anew afterwards.
    package func finish() -> Digest {
        var result = [UInt8](repeating: 0, count: 32)
        EVP_DigestFinal_ex(state, &result, nil)
        EVP_DigestInit_ex(state, Library.sha256, nil)
        return Digest(bytes: result)
    }
}
