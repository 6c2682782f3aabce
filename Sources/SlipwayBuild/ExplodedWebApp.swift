import SlipwayArchive
import SlipwayModel
import SlipwaySystem

/// A web app as single files: a .war unpacked, or a folder as it stands.
struct ExplodedWebApp {
    /// Where each file of the web app lies on the disk, by its path in it.
    private(set) var files: [String: String] = [:]
    private(set) var folders: [String] = []

    /// `work` is an empty folder that a .war is unpacked into.
    init(_ source: String, work: String) throws {
        if Files.isFolder(source) {
            try readFolder(source)
        } else {
            try unpack(source, into: work)
        }
        if files.isEmpty { throw Refusal(.badInput, "the web app \(source) holds no file") }
    }

    static func isLibrary(_ path: String) -> Bool {
        path.hasPrefix("WEB-INF/lib/") && path.hasSuffix(".jar") && path.utf8.count { $0 == 47 } == 2
    }

    private mutating func readFolder(_ source: String) throws {
        for (path, facts) in try Files.walk(source) {
            _ = try SafePath.check(path, in: "the web app \(source)")
            switch facts.kind {
            case .file: files[path] = source + "/" + path
            case .folder: folders.append(path)
            case .link, .other:
                throw Refusal(
                    .badInput, "the web app \(source) holds \(path), which is neither a file nor a folder",
                    hint: "a release holds no links: put the file itself there")
            }
        }
    }

    private mutating func unpack(_ source: String, into work: String) throws {
        let reader = try ArchiveReader(file: source, format: .zip)
        let shown = lastName(of: source)
        let room = UnsafeMutableRawBufferPointer.allocate(byteCount: 1 << 18, alignment: 16)
        defer { room.deallocate() }
        while let entry = try reader.next() {
            let path = try SafePath.check(entry.path, in: shown)
            switch entry.kind {
            case .folder: folders.append(path)
            case .file:
                // By number, not by name: two names may differ in ways a file system does not tell apart.
                let target = work + "/\(files.count)"
                guard files.updateValue(target, forKey: path) == nil else {
                    throw Refusal(.badInput, "\(shown) holds \(path) twice")
                }
                try write(reader, to: target, room)
            case .link, .hardLink, .other:
                throw Refusal(.badInput, "\(shown) holds \(path), which is neither a file nor a folder")
            }
        }
    }

    private func write(_ reader: ArchiveReader, to path: String, _ room: UnsafeMutableRawBufferPointer) throws {
        let file = try Disk.create(path, mode: 0o600, exclusive: true)
        while true {
            let count = try reader.read(into: room)
            if count == 0 { return }
            try Disk.write(UnsafeRawBufferPointer(rebasing: room[..<count]), to: file, path)
        }
    }
}
