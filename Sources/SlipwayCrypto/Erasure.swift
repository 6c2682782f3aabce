import CSlipwayCrypto

/// Overwrites what nobody else may see; copies that Swift has made on its own stay.
package enum Erasure {
    package static func erase(_ bytes: inout [UInt8]) {
        bytes.withUnsafeMutableBytes { OPENSSL_cleanse($0.baseAddress, $0.count) }
        bytes = []
    }

    package static func erase(_ bytes: inout [UInt8]?) {
        guard var present = bytes.take() else { return }
        erase(&present)
    }

    static func random(_ count: Int) -> [UInt8] {
        Library.start()
        var bytes = [UInt8](repeating: 0, count: count)
        guard RAND_priv_bytes(&bytes, Int32(count)) == 1 else {
            preconditionFailure("the kernel gives no random bytes")
        }
        return bytes
    }
}
