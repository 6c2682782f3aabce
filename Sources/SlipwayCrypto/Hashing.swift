import CSlipwayCrypto
package import SlipwayModel
package import SlipwaySystem

/// Digests of whole things.
package enum Hashing {
    package static func sha256(_ bytes: [UInt8]) -> Digest {
        let hash = SHA256()
        hash.update(bytes)
        return hash.finish()
    }

    /// The digest and the size in bytes of a file's content. Throws `SystemError`.
    package static func sha256(file path: String) throws -> (digest: Digest, size: Int64) {
        do {
            return try sha256(OpenFile.read(path))
        } catch let error as SystemError {
            throw SystemError(error.operation, path, error.code)
        }
    }

    /// From the present position of an open file to its end.
    package static func sha256(_ file: OpenFile) throws -> (digest: Digest, size: Int64) {
        try sha256(reading: { try file.read(into: $0) })
    }

    /// Of what `read` gives, until it gives nothing.
    package static func sha256(
        reading read: (UnsafeMutableRawBufferPointer) throws -> Int
    ) rethrows -> (digest: Digest, size: Int64) {
        let hash = SHA256()
        // Below the size at which malloc would map and unmap fresh pages for each file.
        let room = UnsafeMutableRawBufferPointer.allocate(byteCount: 65_536, alignment: 16)
        defer { room.deallocate() }
        var size: Int64 = 0
        while true {
            let count = try read(room)
            if count == 0 { return (hash.finish(), size) }
            hash.update(UnsafeRawBufferPointer(rebasing: room[..<count]))
            size += Int64(count)
        }
    }

    /// For lists that others publish with it; never for trust.
    package static func sha1(_ bytes: [UInt8]) -> [UInt8] {
        var result = [UInt8](repeating: 0, count: 20)
        EVP_Digest(bytes, bytes.count, &result, nil, Library.sha1, nil)
        return result
    }
}
