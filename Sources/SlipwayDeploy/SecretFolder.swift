package import SlipwayModel
import SlipwaySystem

/// The node's secrets: one file each, readable by the node's owner only. Tells names; a value only goes in.
package struct SecretFolder: Sendable {
    /// Bytes of one secret.
    package static let largest = 1 << 20

    package let folder: String
    /// Held while a secret is written.
    private let lock: String

    package init(_ layout: NodeLayout) {
        folder = layout.secrets
        lock = layout.run + "/secrets.lock"
    }

    /// Sorted.
    package var names: [String] {
        get throws { try Files.names(in: folder).filter { SecretName.isName($0) } }
    }

    package func contains(_ name: String) -> Bool { SecretName.isName(name) && Files.exists(path(name)) }

    package func set(_ name: String, _ bytes: [UInt8]) throws {
        try check(name)
        guard bytes.count <= Self.largest else {
            throw Refusal(.badInput, "the secret \(name) is larger than 1 MiB, the most one may have")
        }
        if bytes.isEmpty { throw Refusal(.badInput, "the secret \(name) would be empty") }
        try Folders.make(parent(of: folder))
        try Folders.make(folder, mode: 0o700)
        try Folders.make(parent(of: lock), mode: 0o700)
        // One at a time: what begins with a dot is no secret, and what lies there now nobody is writing.
        let held = try FileLock(waitingFor: lock)
        defer { withExtendedLifetime(held) {} }
        for left in try Files.names(in: folder) where left.hasPrefix(".") {
            try Disk.unlink(folder + "/" + left)
        }
        let fresh = folder + "/." + name
        do {
            let file = try Disk.create(fresh, mode: 0o600, exclusive: true)
            try Disk.write(bytes, to: file, fresh)
            try Disk.sync(file, fresh)
            try Disk.rename(fresh, to: path(name))
        } catch {
            try? Disk.unlink(fresh)
            throw error
        }
        try Disk.syncFolder(folder)
    }

    /// 66 when there is none.
    package func remove(_ name: String) throws {
        try check(name)
        guard contains(name) else { throw Refusal(.notFound, "there is no secret \(name)") }
        try Disk.unlink(path(name))
        try Disk.syncFolder(folder)
    }

    private func path(_ name: String) -> String { folder + "/" + name }

    private func check(_ name: String) throws {
        guard SecretName.isName(name) else {
            throw Refusal(
                .usage, "'\(name)' cannot be the name of a secret",
                hint: "use letters, digits, '.', '_' and '-', and begin with a letter, a digit or '_'")
        }
    }
}
