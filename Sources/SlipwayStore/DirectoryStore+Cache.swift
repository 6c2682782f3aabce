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

    private func cachePath(_ key: String) -> String { path + "/cache/" + Self.digest(of: Array(key.utf8)).hex }
}
