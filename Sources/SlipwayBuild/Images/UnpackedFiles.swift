package import SlipwayArchive
import SlipwayModel
import SlipwaySystem

/// Archives unpacked over one another into one folder. Links are noted, never made: nothing can lead out of the folder.
package struct UnpackedFiles {
    package enum Node: Equatable {
        case file(executable: Bool)
        case folder
        case link(target: String)
    }

    package let folder: String
    package private(set) var nodes: [String: Node] = ["": .folder]
    private var names: [String: Set<String>] = [:]

    package init(folder: String) { self.folder = folder }

    package func disk(_ path: String) -> String { folder + "/" + path }
    package func children(of path: String) -> [String] {
        (names[path] ?? []).sorted { Array($0.utf8).lexicographicallyPrecedes(Array($1.utf8)) }
    }

    package mutating func unpack(_ archive: String, _ format: ArchiveReader.Format) throws {
        let reader = try ArchiveReader(file: archive, format: format)
        let shown = lastName(of: archive)
        while let entry = try reader.next() {
            try take(entry, SafePath.check(entry.path, in: shown), reader, shown)
        }
    }

    private mutating func take(
        _ entry: ArchiveEntry, _ path: String, _ reader: ArchiveReader, _ archive: String
    ) throws {
        try makeFolders(parent(of: path) == "." ? "" : parent(of: path), in: archive)
        if nodes[path] == .folder {
            if entry.kind == .folder { return }
            throw Refusal(.badInput, "\(archive) holds \(path) both as a folder and as something else")
        }
        switch entry.kind {
        case .folder: try makeFolders(path, in: archive)
        case .link(let target): note(path, .link(target: target))
        case .file:
            guard entry.mode & 0o6000 == 0 else {
                throw Refusal(.badInput, "\(archive) holds \(path), which has a setuid or setgid bit")
            }
            try write(reader, to: disk(path))
            note(path, .file(executable: entry.executable))
        case .hardLink(let target):
            let target = try SafePath.check(target, in: archive)
            guard case .file(let executable)? = nodes[target] else {
                throw Refusal(.badInput, "\(archive) holds the link \(path) to \(target), which it does not hold")
            }
            try Disk.unlink(disk(path))
            try Disk.link(disk(target), to: disk(path))
            note(path, .file(executable: executable))
        case .other:
            throw Refusal(.badInput, "\(archive) holds \(path), which is neither file, folder nor link")
        }
    }

    private mutating func makeFolders(_ path: String, in archive: String) throws {
        if path.isEmpty || nodes[path] == .folder { return }
        guard nodes[path] == nil else {
            throw Refusal(.badInput, "\(archive) holds \(path) both as a folder and as something else")
        }
        try makeFolders(parent(of: path) == "." ? "" : parent(of: path), in: archive)
        try Disk.makeFolder(disk(path))
        note(path, .folder)
    }

    private func write(_ reader: ArchiveReader, to path: String) throws {
        try Disk.unlink(path)
        let file = try Disk.create(path, exclusive: true)
        let room = UnsafeMutableRawBufferPointer.allocate(byteCount: 1 << 18, alignment: 16)
        defer { room.deallocate() }
        while true {
            let count = try reader.read(into: room)
            if count == 0 { return }
            try Disk.write(UnsafeRawBufferPointer(rebasing: room[..<count]), to: file, path)
        }
    }

    private mutating func note(_ path: String, _ node: Node) {
        nodes[path] = node
        names[parent(of: path) == "." ? "" : parent(of: path), default: []].insert(lastName(of: path))
    }

    /// Puts in a file that no archive holds.
    package mutating func add(_ path: String, _ bytes: [UInt8]) throws {
        try makeFolders(parent(of: path), in: "the image")
        try Disk.unlink(disk(path))
        let file = try Disk.create(disk(path), exclusive: true)
        try Disk.write(bytes, to: file, disk(path))
        note(path, .file(executable: false))
    }

    /// The path without links, inside the unpacked files; nil when it leads to nothing in them.
    package func resolve(_ path: String) -> String? {
        var done: [Substring] = []
        var todo = Array(path.split(separator: "/").reversed())
        var links = 0
        while let part = todo.popLast() {
            if part == "." { continue }
            if part == ".." {
                _ = done.popLast()
                continue
            }
            let here = (done + [part]).joined(separator: "/")
            switch nodes[here] {
            case nil: return nil
            case .link(let target):
                links += 1
                if links > 40 { return nil }
                if target.hasPrefix("/") { done = [] }
                todo += target.split(separator: "/").reversed()
            case .file, .folder: done.append(part)
            }
        }
        return done.joined(separator: "/")
    }
}
