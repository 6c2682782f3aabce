import CSlipwayLinux
import Glibc

/// What `lstat` says of a file.
package struct FileFacts: Hashable, Sendable {
    package enum Kind: Sendable { case file, folder, link, other }
    package var kind: Kind
    package var size: Int64
    package var mode: UInt32
    package var device: UInt64
    package var inode: UInt64
    package var links: UInt64
    package var owner: UInt32
    /// Seconds and nanoseconds since 1970.
    package var modified: Int64
    package var modifiedNanoseconds: Int64
    /// When anything of it was last changed, its content, name or mode; no call sets it.
    package var changed: Int64
    package var changedNanoseconds: Int64
    package var executable: Bool { mode & 0o111 != 0 }
}

extension FileFacts {
    fileprivate init(_ facts: Glibc.stat) {
        kind =
            switch facts.st_mode & Glibc.S_IFMT {
            case Glibc.S_IFREG: .file
            case Glibc.S_IFDIR: .folder
            case Glibc.S_IFLNK: .link
            default: .other
            }
        size = Int64(facts.st_size)
        mode = UInt32(facts.st_mode & 0o7777)
        device = UInt64(facts.st_dev)
        inode = UInt64(facts.st_ino)
        links = UInt64(facts.st_nlink)
        owner = facts.st_uid
        modified = Int64(facts.st_mtim.tv_sec)
        modifiedNanoseconds = Int64(facts.st_mtim.tv_nsec)
        changed = Int64(facts.st_ctim.tv_sec)
        changedNanoseconds = Int64(facts.st_ctim.tv_nsec)
    }
}

/// Looking, never touching.
package enum Files {
    /// nil when there is nothing at the path. Links are not followed.
    package static func facts(_ path: String, following: Bool = false) throws -> FileFacts? {
        var facts = Glibc.stat()
        let result = following ? stat(path, &facts) : lstat(path, &facts)
        if result < 0 {
            if errno == ENOENT || errno == ENOTDIR { return nil }
            throw SystemError("look at", path, errno)
        }
        return FileFacts(facts)
    }

    package static func facts(of file: OpenFile, _ path: String) throws -> FileFacts {
        var facts = Glibc.stat()
        try checked("look at", path) { fstat(file.fd, &facts) }
        return FileFacts(facts)
    }

    package static func exists(_ path: String) -> Bool { (try? facts(path)) ?? nil != nil }
    package static func isFolder(_ path: String) -> Bool { (try? facts(path, following: true))??.kind == .folder }

    /// The names in a folder, sorted by their bytes, without `.` and `..`; empty when there is no such folder.
    package static func names(in folder: String) throws -> [String] {
        guard let stream = opendir(folder) else {
            if errno == ENOENT { return [] }
            throw SystemError("list", folder, errno)
        }
        defer { closedir(stream) }
        var names: [String] = []
        errno = 0
        while let entry = readdir(stream) {
            let name = withUnsafePointer(to: &entry.pointee.d_name) {
                $0.withMemoryRebound(to: CChar.self, capacity: 256) { String(cString: $0) }
            }
            if name != "." && name != ".." { names.append(name) }
            errno = 0
        }
        if errno != 0 { throw SystemError("list", folder, errno) }
        return names.sorted { Array($0.utf8).lexicographicallyPrecedes(Array($1.utf8)) }
    }

    package static func linkTarget(_ path: String) throws -> String {
        var room = [UInt8](repeating: 0, count: 4096)
        let count = try checked("read the link", path) {
            room.withUnsafeMutableBytes {
                readlink(path, $0.assumingMemoryBound(to: CChar.self).baseAddress!, $0.count)
            }
        }
        return String(decoding: room[..<count], as: UTF8.self)
    }

    /// A whole small file; refuses more than `limit` bytes (16 MiB).
    package static func read(_ path: String, limit: Int = 16 << 20) throws -> [UInt8] {
        do {
            return try OpenFile.read(path).readAll(limit: limit)
        } catch let error as SystemError {
            throw SystemError(error.operation, path, error.code)
        }
    }

    package static func text(_ path: String, limit: Int = 16 << 20) throws -> String {
        String(decoding: try read(path, limit: limit), as: UTF8.self)
    }

    /// The path with links, `.` and `..` resolved; the file must exist.
    package static func real(_ path: String) throws -> String {
        guard let resolved = realpath(path, nil) else { throw SystemError("find", path, errno) }
        defer { free(resolved) }
        return String(cString: resolved)
    }

    package static func workingFolder() throws -> String { try real(".") }

    /// Every path below a folder, parents first, sorted, relative to it. Links are named, not followed.
    package static func walk(_ folder: String) throws -> [(path: String, facts: FileFacts)] {
        var found: [(String, FileFacts)] = []
        func visit(_ relative: String) throws {
            for name in try names(in: relative.isEmpty ? folder : folder + "/" + relative) {
                let path = relative.isEmpty ? name : relative + "/" + name
                guard let facts = try facts(folder + "/" + path) else { continue }
                found.append((path, facts))
                if facts.kind == .folder { try visit(path) }
            }
        }
        try visit("")
        return found
    }

    /// Free bytes and inodes where a path lies.
    package static func room(at path: String) throws -> (bytes: Int64, inodes: Int64) {
        var facts = statvfs()
        try checked("look at the disk of", path) { statvfs(path, &facts) }
        return (Int64(facts.f_bavail) * Int64(facts.f_frsize), Int64(facts.f_favail))
    }
}
