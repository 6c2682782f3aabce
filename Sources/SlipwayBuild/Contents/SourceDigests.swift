import SlipwayBundle
import SlipwayCrypto
import SlipwayModel
import SlipwayStore

/// Finds out what files of a release hold; what nobody has touched since it was last hashed is not read.
struct SourceDigests {
    private let known: KnownFiles

    init(_ store: DirectoryStore) { known = KnownFiles(store) }

    /// In the order of the files, each with what is known of it.
    func digests(of files: [(content: TreeSource.Content, known: TreeSource.Known?)]) throws -> [Digest] {
        var digests = files.map(\.known?.digest)
        var unread: [(number: Int, path: String)] = []
        for (number, file) in files.enumerated() where digests[number] == nil {
            if case .bytes(let bytes) = file.content {
                digests[number] = Hashing.sha256(bytes)
            } else if let path = try file.content.path() {
                unread.append((number, path))
            }
        }
        if !unread.isEmpty {
            for (file, content) in zip(unread, try known.digests(of: unread.map(\.path))) {
                digests[file.number] = content.digest
            }
            known.keep()
        }
        return digests.compactMap(\.self)
    }
}
