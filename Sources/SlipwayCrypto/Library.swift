import CSlipwayCrypto

/// The hash algorithms of libcrypto, looked up once, with the library started so that it reads no file of the host:
/// an `openssl.cnf` there could make a static program load modules.
enum Library {
    nonisolated(unsafe) static let sha256 = algorithm("SHA256")
    nonisolated(unsafe) static let sha1 = algorithm("SHA1")
    nonisolated(unsafe) static let blake2b = algorithm("BLAKE2B-512")

    private static let started: Bool = OPENSSL_init_crypto(UInt64(OPENSSL_INIT_NO_LOAD_CONFIG), nil) == 1

    /// Before anything else of the library is used.
    static func start() { precondition(started, "libcrypto does not start") }

    private static func algorithm(_ name: String) -> OpaquePointer {
        start()
        guard let found = EVP_MD_fetch(nil, name, nil) else { preconditionFailure("libcrypto lacks \(name)") }
        return found
    }
}
