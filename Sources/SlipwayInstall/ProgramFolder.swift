import SlipwayBundle
import SlipwayCrypto
import SlipwayModel
import SlipwaySystem

/// Writes one version's programs into a folder of their own, whole or not at all.
enum ProgramFolder {
    /// The folder's name: the version, and what tells these programs from others of that version.
    static func id(_ node: NodeStatement) -> String {
        let digests = node.programs.map { "\($0.name) \($0.digest)\n" }.joined()
        return node.version + "-" + Hashing.sha256(Array(digests.utf8)).short
    }

    /// The version that an id begins with.
    static func version(_ id: String) -> String {
        id.lastIndex(of: "-").map { String(id[..<$0]) } ?? id
    }

    /// Nothing to do where they are there already, with the right bytes.
    static func write(_ programs: VerifiedPrograms, to paths: InstallPaths) throws {
        let id = id(programs.node)
        let folder = paths.programs(id)
        if isWhole(folder, programs.node) { return }
        try Folders.make(paths.library)
        try sweep(paths)
        let fresh = paths.library + "/.new-" + id
        try Disk.makeFolder(fresh)
        for name in programs.names {
            let path = fresh + "/" + name
            let file = try Disk.create(path, mode: 0o755, exclusive: true)
            try programs.write(name, to: file, at: path)
            // Whatever the umask: the wrappers of apps and the group of operators start them too.
            try Disk.chmod(path, 0o755)
            try Disk.sync(file, path)
        }
        try Disk.chmod(fresh, 0o755)
        try Disk.syncFolder(fresh)
        // One that was there before has been altered.
        try Folders.removeAll(folder)
        try Disk.rename(fresh, to: folder)
        try Disk.syncFolder(paths.library)
    }

    /// What an installer that was killed has left.
    static func sweep(_ paths: InstallPaths) throws {
        for name in try Files.names(in: paths.library) where name.hasPrefix(".new-") {
            try Folders.removeAll(paths.library + "/" + name)
        }
    }

    /// Versions that nothing needs any more.
    static func removeOthers(than kept: Set<String>, _ paths: InstallPaths) throws {
        for name in try Files.names(in: paths.library) {
            let path = paths.library + "/" + name
            guard try Files.facts(path)?.kind == .folder, !kept.contains(name) else { continue }
            try Folders.removeAll(path)
        }
    }

    private static func isWhole(_ folder: String, _ node: NodeStatement) -> Bool {
        node.programs.allSatisfy { program in
            let path = folder + "/" + program.name
            guard let facts = (try? Files.facts(path)) ?? nil, facts.kind == .file, facts.size == program.size,
                facts.executable
            else { return false }
            return (try? Hashing.sha256(file: path))?.digest == program.digest
        }
    }
}
