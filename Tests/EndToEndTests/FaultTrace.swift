import SlipwaySystem

/// The file changes of several processes as strace saw them, one file of its output for each thread.
struct FaultTrace {
    /// A change as the seam would name it, or the name of a call that the seam does not make.
    struct Change: Hashable, CustomStringConvertible {
        var name: String
        var path: String
        var description: String { "\(name) \(path)" }
    }

    /// How often each process made each change below the root.
    private(set) var changes: [Int32: [Change: Int]] = [:]
    /// What each process ran last.
    private(set) var programs: [Int32: String] = [:]

    /// What strace is told to look at; a `?` where not every kernel has the call. `sync_file_range` is none of them: it
    /// promises nothing, and nothing relies on it.
    static let calls = [
        "?open", "?creat", "openat", "?openat2", "write", "pwrite64", "writev", "pwritev", "?pwritev2", "sendfile",
        "copy_file_range", "splice", "?rename", "?renameat", "renameat2", "?link", "linkat", "?unlink", "unlinkat",
        "?mkdir", "mkdirat", "?rmdir", "?symlink", "symlinkat", "fsync", "fdatasync", "syncfs", "sync",
        "?chmod", "fchmod", "fchmodat", "?chown", "fchown", "?lchown", "fchownat", "utimensat",
        "?utime", "?utimes", "?futimesat", "?mknod", "mknodat", "fallocate", "truncate", "ftruncate", "setxattr",
        "lsetxattr", "fsetxattr", "removexattr", "bind", "clone", "?clone3", "?fork", "?vfork", "execve",
    ]

    /// `folder` holds files `trace.TID`.
    init(_ folder: String, below root: String) throws {
        var owners: [Int32: Int32] = [:]
        let traces = try Files.names(in: folder).compactMap { name in
            Int32(name.dropFirst("trace.".count)).map { ($0, folder + "/" + name) }
        }
        var lines: [(Int32, [TracedCall])] = []
        for (thread, path) in traces {
            let text = try Files.text(path, limit: 256 << 20)
            lines.append((thread, text.split(separator: "\n").compactMap { TracedCall($0) }))
        }
        for (thread, calls) in lines {
            for call in calls where call.arguments.contains("CLONE_THREAD") {
                if let new = call.result { owners[new] = thread }
            }
        }
        for (thread, calls) in lines {
            var process = thread
            while let owner = owners[process] { process = owner }
            for call in calls {
                if call.name == "execve", call.result == 0 { programs[process] = call.quoted.first }
                guard let change = call.change, Self.counts(change, root) else { continue }
                changes[process, default: [:]][change, default: 0] += 1
            }
        }
    }

    /// What goes through a pipe changes no file. The name of a socket is told without its folder.
    private static func counts(_ change: Change, _ root: String) -> Bool {
        let path = change.path
        if change.name == FileChange.makeSocket.rawValue { return true }
        guard path.hasPrefix(root + "/") else { return false }
        let isPipe = ["log.fifo", "control", "reply"].contains(lastName(of: path)) && path.contains("/run/")
        return change.name != FileChange.write.rawValue || !isPipe
    }
}

/// One line of strace: `name(arguments) = result`.
struct TracedCall {
    let name: String
    let arguments: String
    /// nil when it did not return.
    let result: Int32?
    /// The arguments in quotes.
    let quoted: [String]

    init?(_ line: Substring) {
        guard let open = line.firstIndex(of: "("), let end = line.range(of: ") = ")?.upperBound else { return nil }
        name = String(line[..<open])
        arguments = String(line[line.index(after: open)..<end].dropLast(4))
        let told = line[end...].split(separator: " ").first ?? ""
        result = Int32(told.prefix { $0.isNumber || $0 == "-" })
        if told == "?" { return nil }
        quoted = arguments.split(separator: "\"", omittingEmptySubsequences: false).enumerated()
            .filter { $0.offset % 2 == 1 }.map { String($0.element) }
    }

    /// The path that strace shows beside a descriptor or a working folder.
    private var folder: String {
        guard let open = arguments.firstIndex(of: "<"), let close = arguments.firstIndex(of: ">"), open < close else {
            return ""
        }
        return String(arguments[arguments.index(after: open)..<close])
    }

    private func path(_ index: Int) -> String { index < quoted.count ? joined(folder, quoted[index]) : folder }

    /// nil when it changes no file.
    var change: FaultTrace.Change? {
        switch name {
        case "open", "openat", "openat2", "creat":
            let isMade = ["O_CREAT", "O_TRUNC", "O_TMPFILE"].contains { arguments.contains($0) } || name == "creat"
            return isMade ? made(.create, path(0)) : nil
        case "write", "pwrite64", "writev", "pwritev", "pwritev2": return made(.write, folder)
        case "rename", "renameat", "renameat2": return made(.rename, path(1))
        case "link", "linkat": return made(.link, path(1))
        case "symlink", "symlinkat": return made(.symlink, path(1))
        case "unlink": return made(.unlink, path(0))
        case "unlinkat": return made(arguments.contains("AT_REMOVEDIR") ? .removeFolder : .unlink, path(0))
        case "mkdir", "mkdirat": return made(.makeFolder, path(0))
        case "rmdir": return made(.removeFolder, path(0))
        case "chmod", "fchmodat", "fchmod": return made(.chmod, path(0))
        case "utimensat": return made(.setTime, path(0))
        case "mknod", "mknodat": return arguments.contains("S_IFIFO") ? made(.makeFIFO, path(0)) : other(path(0))
        case "fsync", "fdatasync": return made(.sync, folder)
        case "syncfs": return made(.syncAll, folder)
        case "truncate", "ftruncate": return made(.truncate, path(0))
        case "fallocate": return made(.allocate, folder)
        case "bind": return arguments.contains("AF_UNIX") ? made(.makeSocket, lastName(of: quoted.first ?? "")) : nil
        case "clone", "clone3", "fork", "vfork", "execve": return nil
        default: return other(path(0))
        }
    }

    private func made(_ change: FileChange, _ path: String) -> FaultTrace.Change {
        FaultTrace.Change(name: change.rawValue, path: path)
    }

    private func other(_ path: String) -> FaultTrace.Change { FaultTrace.Change(name: name, path: path) }
}

extension Substring {
    /// The last place where the text stands.
    fileprivate func range(of text: String) -> Range<Index>? {
        var start = endIndex
        while start > startIndex {
            formIndex(before: &start)
            if self[start...].hasPrefix(text) { return start..<index(start, offsetBy: text.count) }
        }
        return nil
    }
}
