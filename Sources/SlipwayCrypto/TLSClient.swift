import CSlipwayCrypto
import Glibc

/// One TLS connection as a client, without the socket: what comes from the other end is given to it, and what is to be
/// sent there is taken from it. It trusts every certificate, so it is for liveness on the loopback alone. Nothing of it
/// outlives it.
package final class TLSClient {
    private let library: OpaquePointer
    private let settings: OpaquePointer
    private let session: OpaquePointer
    /// Both belong to `session`.
    private let incoming: OpaquePointer
    private let outgoing: OpaquePointer

    /// `name`: which of its names the server is asked by; nil for none.
    package init(name: String?) throws(TLSError) {
        Library.start()
        // Of its own: algorithms that are looked up in the common one stay for the life of the program.
        guard let library = OSSL_LIB_CTX_new() else { throw Self.noRoom }
        guard let settings = SSL_CTX_new_ex(library, nil, TLS_client_method()) else {
            OSSL_LIB_CTX_free(library)
            throw Self.noRoom
        }
        SSL_CTX_set_verify(settings, SSL_VERIFY_NONE, nil)
        // An old key is no sign of illness.
        SSL_CTX_set_security_level(settings, 0)
        guard let session = SSL_new(settings), let incoming = BIO_new(BIO_s_mem()), let outgoing = BIO_new(BIO_s_mem())
        else {
            SSL_CTX_free(settings)
            OSSL_LIB_CTX_free(library)
            throw Self.noRoom
        }
        SSL_set_bio(session, incoming, outgoing)
        SSL_set_connect_state(session)
        if var bytes = name.map({ Array($0.utf8CString) }) {
            SSL_ctrl(session, SSL_CTRL_SET_TLSEXT_HOSTNAME, Int(TLSEXT_NAMETYPE_host_name), &bytes)
        }
        (self.library, self.settings, self.session) = (library, settings, session)
        (self.incoming, self.outgoing) = (incoming, outgoing)
    }

    deinit {
        SSL_free(session)
        SSL_CTX_free(settings)
        OSSL_LIB_CTX_free(library)
        // The queue of errors of this thread.
        ERR_clear_error()
    }

    private static let noRoom = TLSError(description: "there is no memory for TLS")

    /// What has come from the other end.
    package func take(_ bytes: ArraySlice<UInt8>) {
        bytes.withUnsafeBytes { _ = BIO_write(incoming, $0.baseAddress, Int32($0.count)) }
    }

    /// What is to be sent to the other end; empty when nothing is.
    package func toSend() -> [UInt8] {
        let waiting = BIO_ctrl_pending(outgoing)
        guard waiting > 0 else { return [] }
        return [UInt8](unsafeUninitializedCapacity: waiting) { room, count in
            count = max(0, Int(BIO_read(outgoing, room.baseAddress, Int32(room.count))))
        }
    }

    /// True once both ends have agreed; before that, more must come from the other end.
    package func shake() throws(TLSError) -> Bool { try done(SSL_do_handshake(session)) }

    /// After `shake`.
    package func write(_ bytes: [UInt8]) throws(TLSError) {
        guard try done(SSL_write(session, bytes, Int32(bytes.count))) else {
            throw TLSError(description: "the other end asks for another agreement in the middle")
        }
    }

    /// nil when more must come first; empty at the end.
    package func read(most: Int) throws(TLSError) -> [UInt8]? {
        var result: Int32 = 0
        let bytes = [UInt8](unsafeUninitializedCapacity: most) { room, count in
            result = SSL_read(session, room.baseAddress, Int32(room.count))
            count = max(0, Int(result))
        }
        if result <= 0, SSL_get_error(session, result) == SSL_ERROR_ZERO_RETURN { return [] }
        return try done(result) ? bytes : nil
    }

    /// Whole days until the server's certificate ends, less than 0 after that; after `shake`.
    package var certificateDays: Int? {
        guard let certificate = SSL_get0_peer_certificate(session) else { return nil }
        var days: Int32 = 0
        var seconds: Int32 = 0
        guard ASN1_TIME_diff(&days, &seconds, nil, X509_get0_notAfter(certificate)) == 1 else { return nil }
        return days == 0 && seconds < 0 ? -1 : Int(days)
    }

    private func done(_ result: Int32) throws(TLSError) -> Bool {
        if result > 0 { return true }
        if [SSL_ERROR_WANT_READ, SSL_ERROR_WANT_WRITE].contains(SSL_get_error(session, result)) { return false }
        let code = ERR_get_error()
        ERR_clear_error()
        let reason = ERR_reason_error_string(code).map { String(cString: $0) }
        throw TLSError(description: reason ?? "the other end speaks something else")
    }
}
