package import SlipwayModel
import SlipwaySystem

/// Puts a finished tree in a release's place. A damaged one that lies there may be in use, so it is moved aside whole
/// and removed last; a crash in between is mended by `mend`.
package enum ReleaseFolder {
    private static let aside = ".old"

    static func replace(_ folder: String, with fresh: String) throws {
        let old = folder + aside
        // What an earlier one that was ended has moved aside may be all there is.
        if Files.exists(folder) {
            try Folders.removeAll(old)
            try Disk.rename(folder, to: old)
        }
        try Disk.rename(fresh, to: folder)
        try Disk.syncFolder(parent(of: folder))
        try Folders.removeAll(old)
    }

    /// What a daemon does when it starts: a tree that was moved aside and has no successor comes back.
    package static func mend(_ releases: String) throws {
        for name in try Files.names(in: releases) where name.hasSuffix(aside) {
            let old = releases + "/" + name
            let folder = String(old.dropLast(aside.count))
            if Files.exists(folder) { try Folders.removeAll(old) } else { try Disk.rename(old, to: folder) }
        }
    }

    /// Puts right what an install has left that was ended, unless another is at work; a failure leaves it to the next.
    package static func clear(_ layout: NodeLayout) {
        guard let lock = try? FileLock.taken(layout.installLock, within: 500) else { return }
        withExtendedLifetime(lock) {
            try? Folders.removeAll(layout.incoming)
            try? mend(layout.releases)
        }
    }
}
