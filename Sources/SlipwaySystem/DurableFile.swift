/// Small files that are whole or absent after any crash: written beside, synced, renamed over, folder synced.
package enum DurableFile {
    package static func replace(_ path: String, with bytes: [UInt8], mode: UInt32 = 0o644) throws {
        let fresh = path + ".new"
        // What only its owner may read goes into a file that nobody else has made or holds open.
        let isPrivate = mode & 0o077 == 0
        if isPrivate { try Disk.unlink(fresh) }
        do {
            let file = try Disk.create(fresh, mode: mode, exclusive: isPrivate)
            try Disk.write(bytes, to: file, fresh)
            try Disk.sync(file, fresh)
            try Disk.rename(fresh, to: path)
        } catch {
            try? Disk.unlink(fresh)
            throw error
        }
        try Disk.syncFolder(parent(of: path))
    }

    /// Replaced whole for its readers, but not worth a sync: what a reboot makes untrue anyway.
    package static func replaceVolatile(_ path: String, with bytes: [UInt8], mode: UInt32 = 0o644) throws {
        let fresh = path + ".new"
        let file = try Disk.create(fresh, mode: mode)
        try Disk.write(bytes, to: file, fresh)
        try Disk.rename(fresh, to: path)
    }
}

/// A symbolic link that always points somewhere: the new one is made beside and renamed over.
package enum AtomicLink {
    /// Takes away what an interrupted change has left, also where the link is right already.
    package static func point(_ path: String, to target: String) throws {
        let fresh = path + ".new"
        if Files.exists(fresh) { try Disk.unlink(fresh) }
        if (try? Files.linkTarget(path)) == target { return }
        do {
            try Disk.symlink(to: target, at: fresh)
            try Disk.rename(fresh, to: path)
        } catch {
            try? Disk.unlink(fresh)
            throw error
        }
        try Disk.syncFolder(parent(of: path))
    }

    package static func remove(_ path: String) throws {
        try Disk.unlink(path + ".new")
        try Disk.unlink(path)
        try Disk.syncFolder(parent(of: path))
    }
}
