import Glibc

/// Whole folders: made with their parents, removed with their content.
package enum Folders {
    package static func make(_ path: String, mode: UInt32 = 0o755) throws {
        if Files.isFolder(path) { return }
        if let slash = path.utf8.lastIndex(of: 47), slash != path.startIndex { try make(String(path[..<slash])) }
        try Disk.makeFolder(path, mode: mode)
    }

    /// Removes a file or folder with all below it; follows no link; silent when nothing is there.
    package static func removeAll(_ path: String) throws {
        guard let facts = try Files.facts(path) else { return }
        guard facts.kind == .folder else { return try Disk.unlink(path) }
        // A release's folders are read-only; their owner must be able to empty them.
        if facts.mode & 0o700 != 0o700 { try Disk.chmod(path, facts.mode | 0o700) }
        for name in try Files.names(in: path) { try removeAll(path + "/" + name) }
        try Disk.removeFolder(path)
    }

    /// The same, where another user may change what is below the path meanwhile: every folder is held while it is
    /// emptied, so that no name leads elsewhere.
    package static func removeAllHeld(_ path: String) throws {
        do {
            try removeHeld(path)
        } catch let error as SystemError {
            throw SystemError(error.operation, path, error.code)
        }
    }

    private static func removeHeld(_ path: String) throws {
        guard let place = try HeldPlace(path) else { return }
        guard place.facts.kind == .folder else { return try Disk.unlink(path) }
        try withExtendedLifetime(place) { for entry in try place.entries() { try removeHeld(entry) } }
        try Disk.removeFolder(path)
    }
}

/// `a/b` and `c` make `a/b/c`; an absolute second part stands alone.
package func joined(_ folder: String, _ name: String) -> String {
    name.hasPrefix("/") ? name : folder.isEmpty ? name : folder.hasSuffix("/") ? folder + name : folder + "/" + name
}

/// The folder part of a path: `.` when it has none. Looks at bytes: a slash with an accent on it is one character.
package func parent(of path: String) -> String {
    guard let slash = path.utf8.lastIndex(of: 47) else { return "." }
    return slash == path.startIndex ? "/" : String(path[..<slash])
}

package func lastName(of path: String) -> String {
    String(path.utf8.split(separator: 47).last.map(Substring.init) ?? "")
}
