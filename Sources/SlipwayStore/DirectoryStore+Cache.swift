import SlipwayCrypto
package import SlipwayModel
import SlipwaySystem

/// Remembers which blob came of which work, so that unchanged work is not done again. Losing it costs time only, so
/// it is not synced, and what cannot be read counts as absent.
extension DirectoryStore {
    private struct Memory: Codable {
        var key: String
        var descriptor: Descriptor
    }

    /// The blob remembered under a key; nil when there is none, or the blob is gone or has another size.
    package func cached(_ key: String) throws -> Descriptor? {
        guard let bytes = try? Files.read(cachePath(key), limit: 1 << 20),
            let memory = try? JSONText.value(Memory.self, from: bytes), memory.key == key,
            try Files.facts(blobPath(memory.descriptor.digest))?.size == memory.descriptor.size
        else { return nil }
        return memory.descriptor
    }

    /// The blob that a file of the cache speaks of; nil when it cannot be read.
    func remembered(_ file: String) -> Descriptor? {
        (try? Files.read(file, limit: 1 << 20)).flatMap { try? JSONText.value(Memory.self, from: $0) }?.descriptor
    }

    /// Whoever calls holds the index lock.
    func remember(_ key: String, _ descriptor: Descriptor) throws {
        let path = cachePath(key)
        do {
            try DurableFile.replaceVolatile(path, with: JSONText.bytes(Memory(key: key, descriptor: descriptor)))
        } catch {
            try? Disk.unlink(path + ".new")
            throw error
        }
    }

    /// It is one of these notes, and small enough to be worth its room for long.
    func isNote(_ file: String) -> Bool {
        guard let facts = try? Files.facts(file), facts.size <= 16 << 20,
            let bytes = try? Files.read(file, limit: 16 << 20)
        else { return false }
        return bytes.count > 64 && bytes[64] == 10
            && Digest(hex: String(decoding: bytes[..<64], as: UTF8.self)) == Hashing.sha256(Array(bytes[65...]))
    }

    /// What was noted under a key last; nil when there is nothing, or it is damaged.
    package func noted(_ key: String) -> [UInt8]? {
        guard let bytes = try? Files.read(cachePath("note " + key), limit: 64 << 20), bytes.count > 64, bytes[64] == 10,
            let digest = Digest(hex: String(decoding: bytes[..<64], as: UTF8.self))
        else { return nil }
        let content = Array(bytes[65...])
        return Hashing.sha256(content) == digest ? content : nil
    }

    /// Notes what saves work later. It may be lost, also when two builds note at once: its digest is wrong then.
    package func note(_ key: String, _ content: [UInt8]) {
        guard isWritable else { return }
        let path = cachePath("note " + key)
        let whole = Array(Hashing.sha256(content).hex.utf8) + [10] + content
        do {
            try DurableFile.replaceVolatile(path, with: whole)
        } catch {
            try? Disk.unlink(path + ".new")
        }
    }

    private func cachePath(_ key: String) -> String { path + "/cache/" + Self.digest(of: Array(key.utf8)).hex }
}
