import Glibc
import SlipwayCrypto
package import SlipwayModel
package import SlipwaySystem

/// The installer as it lies here: what is to arrive on each host, and not a byte else.
package struct InstallerCopy: Sendable {
    package let path: String
    package let digest: Digest
    package let size: Int64
    /// What it is called on a host.
    package var name: String { String(digest.hex.prefix(32)) }

    package init(_ path: String) throws {
        guard let facts = try Files.facts(path, following: true) else {
            throw Refusal(
                .notFound, "--installer \(path): there is no such file",
                hint: "make it: slipway installer NAME --output \(ShellWord.quoted(path))")
        }
        guard facts.kind == .file, facts.size > 0 else {
            throw Refusal(.badInput, "--installer \(path): this is no installer", hint: "slipway installer makes one")
        }
        let file = try OpenFile.read(path)
        let head = [UInt8]("#!/bin/sh".utf8)
        let begins = try withUnsafeTemporaryAllocation(byteCount: head.count, alignment: 1) { room in
            try file.read(into: room, at: 0) == head.count && room.elementsEqual(head)
        }
        guard begins else {
            throw Refusal(
                .badInput, "--installer \(path): this is no installer", hint: "slipway installer makes one of a release"
            )
        }
        self.path = path
        (digest, size) = try Hashing.sha256(file)
    }

    package func open() throws -> OpenFile { try OpenFile.read(path) }

    /// The digest of its first bytes.
    package func beginning(_ bytes: Int64) throws -> Digest {
        let file = try open()
        let hash = SHA256()
        let room = UnsafeMutableRawBufferPointer.allocate(byteCount: 1 << 18, alignment: 16)
        defer { room.deallocate() }
        var done: Int64 = 0
        while done < bytes {
            let most = Int(min(Int64(room.count), bytes - done))
            let count = try file.read(into: UnsafeMutableRawBufferPointer(rebasing: room[..<most]), at: done)
            if count == 0 { break }
            hash.update(UnsafeRawBufferPointer(rebasing: room[..<count]))
            done += Int64(count)
        }
        return hash.finish()
    }
}

/// How far somebody else has read a file that both hold open.
struct SharedPosition {
    let file: OpenFile
    var bytes: Int64 { max(0, Int64(lseek(file.fd, 0, SEEK_CUR))) }
}
