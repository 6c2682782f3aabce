import SlipwayArchive
import SlipwayModel
import SlipwaySystem

/// Decides which entries of a layer are let through: files and folders at safe, new paths below folders already seen,
/// and no more of them than the layer declares.
struct EntryGate {
    static let mostFolders = 65_536

    let subject: String
    let tree: DeclaredTree
    private var seen: Set<String> = []
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
        guard entry.mode & 0o7000 == 0 else {
            throw refusal("'\(entry.path)' has a setuid, setgid or sticky bit")
        }
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
