import SlipwayArchive
import SlipwayBundle
import SlipwayModel
import SlipwayStore
import SlipwaySystem

/// A web app as single files: a .war unpacked, or a folder as it stands.
struct ExplodedWebApp {
    /// By their paths in the web app.
    private(set) var files: [String: WebAppFile] = [:]
    private(set) var folders: [String] = []
    private var twins = NameTwins()
    private let source: String
    /// What has been learned of a .war.
    private var memory: WebAppMemory?
    /// Of the .war that was read; nil for a folder.
    private(set) var stamp: FileStamp?

    /// `work` is an empty folder that a .war is unpacked into, as far as the store does not remember what is in it.
    /// `now`: milliseconds since 1970.
    init(_ source: String, work: String, store: DirectoryStore, now: Int64) throws {
        self.source = source
        if Files.isFolder(source) {
            try readFolder(source)
        } else {
            try open(source, work, WebAppMemory(of: source, in: store), now)
        }
        if files.isEmpty { throw Refusal(.badInput, "the web app \(source) holds no file") }
    }

    static func isLibrary(_ path: String) -> Bool {
        path.hasPrefix("WEB-INF/lib/") && path.hasSuffix(".jar") && path.utf8.count { $0 == 47 } == 2
    }

    /// To be called when the build is done.
    func remember(in store: DirectoryStore) { memory?.keep(of: source, in: store) }

    private mutating func readFolder(_ source: String) throws {
        for (path, facts) in try Files.walk(source) {
            _ = try SafePath.check(path, in: "the web app \(source)")
            try distinct(path, in: "the web app \(source)")
            switch facts.kind {
            case .file: files[path] = WebAppFile(content: .file(source + "/" + path))
            case .folder: folders.append(path)
            case .link, .other:
                throw Refusal(
                    .badInput, "the web app \(source) holds \(path), which is neither a file nor a folder",
                    hint: "a release holds no links: put the file itself there")
            }
        }
    }

    /// An archive whose file nobody has touched since is not read at all.
    private mutating func open(_ source: String, _ work: String, _ past: WebAppMemory, _ now: Int64) throws {
        let file = try Self.opened(source)
        let stamp = FileStamp(try Files.facts(of: file, source))
        self.stamp = stamp
        if past.stamp == stamp {
            let entries = past.items.map {
                PackedWebApp.Entry(
                    path: $0.path, isFolder: $0.content == nil, size: $0.content?.size ?? 0)
            }
            let packed = try PackedWebApp(source, file, work: work, entries: entries)
            for (number, item) in past.items.enumerated() {
                if let content = item.content {
                    files[item.path] = WebAppFile(content: .later(packed.later(number)), known: content)
                } else {
                    folders.append(item.path)
                }
            }
            return
        }
        let isSettled = stamp.isSettled(at: now, grain: KnownFiles.grain)
        let packed = try PackedWebApp(source, file, work: work, entries: try list(source, file))
        let items = try unpack(packed, PieceKeys(file, packed.entries.map(\.path)), past, isSettled)
        guard try FileStamp(Files.facts(of: file, source)) == stamp else {
            throw Refusal(.badInput, "\(source) changed while it was read", hint: "build again when it is complete")
        }
        memory = WebAppMemory(stamp: isSettled ? stamp : nil, items: items)
    }

    private static func opened(_ source: String) throws -> OpenFile {
        do {
            return try OpenFile.read(source)
        } catch let error as SystemError {
            throw SystemError(error.operation, source, error.code)
        }
    }

    private mutating func list(_ source: String, _ file: OpenFile) throws -> [PackedWebApp.Entry] {
        let reader = try PackedWebApp.reader(source, file)
        let shown = lastName(of: source)
        var entries: [PackedWebApp.Entry] = []
        var seen: Set<String> = []
        while let entry = try reader.next() {
            let path = try SafePath.check(entry.path, in: shown)
            guard entry.mode & 0o6000 == 0 else {
                throw Refusal(.badInput, "\(shown) holds \(path), which has a setuid or setgid bit")
            }
            try distinct(path, in: shown)
            switch entry.kind {
            case .folder: folders.append(path)
            case .file:
                guard seen.insert(path).inserted else { throw Refusal(.badInput, "\(shown) holds \(path) twice") }
            case .link, .hardLink, .other:
                throw Refusal(.badInput, "\(shown) holds \(path), which is neither a file nor a folder")
            }
            entries.append(PackedWebApp.Entry(path: path, isFolder: entry.kind == .folder, size: entry.size))
        }
        return entries
    }

    /// Unpacks what is not remembered. Keys of a file that may have changed within the last tick of the clock are taken
    /// before and after, and count when they are the same.
    private mutating func unpack(
        _ packed: PackedWebApp, _ pieces: PieceKeys?, _ past: WebAppMemory, _ isSettled: Bool
    ) throws -> [WebAppMemory.Item] {
        let numbers = packed.entries.indices.filter { !packed.entries[$0].isFolder }
        var keys = try pieces?.keys(of: numbers) ?? [:]
        let contents = past.contents
        let unknown = numbers.filter { keys[$0].flatMap { contents[$0] } == nil }
        let fresh = try packed.unpack(unknown)
        if let pieces, !isSettled {
            for (number, key) in try pieces.keys(of: unknown) where keys[number] != key { keys[number] = nil }
        }
        return packed.entries.indices.map { number in
            let path = packed.entries[number].path
            if let content = fresh[number] {
                var known = content
                known.isOurs = true
                files[path] = WebAppFile(content: .file(packed.place(number)), known: known)
            } else if let content = keys[number].flatMap({ contents[$0] }) {
                files[path] = WebAppFile(content: .later(packed.later(number)), known: content)
            }
            return WebAppMemory.Item(path: path, key: keys[number], content: files[path]?.known)
        }
    }

    /// Refuses what would be one file on some file system.
    private mutating func distinct(_ path: String, in archive: String) throws {
        guard let twin = twins.add(path) else { return }
        throw Refusal(
            .badInput, "\(archive) is refused: \(NameTwins.words(path, twin))",
            hint: "some file systems take the two for one file: give one another name")
    }
}
