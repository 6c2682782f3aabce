import SlipwayArchive
import SlipwayModel
import SlipwaySystem

/// Decides which entries of a layer are let through: files and folders at safe, new paths below folders already seen,
/// and no more of them than the layer declares.
struct EntryGate {
    static let mostFolders = 65_536
    /// 1970 to the year 2242, which every file system holds (ustar's eleven octal digits).
    private static let times: ClosedRange<Int64> = 0...0o777_7777_7777

    let subject: String
    let tree: DeclaredTree
    private var seen: Set<String> = []
    private var twins = NameTwins()
    private var folders: Set<String> = ["."]
    private var files: Int64 = 0
    private var bytes: Int64 = 0

    init(subject: String, tree: DeclaredTree) {
        self.subject = subject
        self.tree = tree
    }

    /// The entry with its path made plain.
    mutating func admit(_ stated: ArchiveEntry) throws -> ArchiveEntry {
        var entry = stated
        entry.path = try SafePath.check(stated.path, in: subject)
        if let twin = twins.add(entry.path) { throw refusal(NameTwins.words(entry.path, twin)) }
        if OwnFolder.holds(entry.path) { throw refusal("'\(entry.path)' lies where the node writes its own record") }
        guard entry.mode & 0o7000 == 0 else {
            throw refusal("'\(entry.path)' has a setuid, setgid or sticky bit")
        }
        guard Self.times.contains(entry.modified) else { throw refusal("'\(entry.path)' has a time of no calendar") }
        guard seen.insert(entry.path).inserted else { throw refusal("'\(entry.path)' is in it twice") }
        guard folders.contains(parent(of: entry.path)) else {
            throw refusal("'\(entry.path)' comes before the folder it is in")
        }
        switch entry.kind {
        case .folder:
            folders.insert(entry.path)
            if folders.count > Self.mostFolders { throw refusal("it has more than \(Self.mostFolders) folders") }
        case .file:
            files += 1
            guard (0...tree.bytes - bytes).contains(entry.size), files <= tree.files else {
                throw refusal("it holds more than it declares")
            }
            bytes += entry.size
        case .link, .hardLink, .other: throw refusal("'\(entry.path)' is neither file nor folder")
        }
        return entry
    }

    func finish() throws {
        guard files == tree.files, bytes == tree.bytes else { throw refusal("it holds less than it declares") }
    }

    private func refusal(_ why: String) -> Refusal { Refusal(.badInput, "\(subject) is refused: \(why)") }
}
