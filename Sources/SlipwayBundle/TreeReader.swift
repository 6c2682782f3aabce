import SlipwayCrypto
package import SlipwayModel
import SlipwaySystem

/// Computes what a tree on disk is, to compare it with what it should be. Follows no link.
package enum TreeReader {
    /// The tree digest: SHA-256 of the listing's canonical text.
    package static func digest(of listing: TreeListing) -> Digest { Hashing.sha256(Array(listing.canonicalText.utf8)) }

    /// The listing of these paths (files and folders, relative to `root`), every file hashed.
    package static func listing(of root: String, paths: [String]) throws -> TreeListing {
        var folders: Set<String> = []
        var files: [TreeFile] = []
        var trusted: Set<String> = []
        for path in paths {
            for folder in TreePlan.above(path) where trusted.insert(folder).inserted {
                guard try facts(root, folder).kind == .folder else {
                    throw BundleError("read", joined(root, folder), "it is no folder")
                }
            }
            let facts = try facts(root, path)
            switch facts.kind {
            case .folder: folders.insert(path)
            case .file: files.append(try file(root, path, facts))
            case .link, .other:
                throw BundleError("read", joined(root, path), "it is neither file nor folder")
            }
        }
        return TreeListing(folders: Array(folders), files: files)
    }

    /// The listing of everything below `root`.
    package static func listing(of root: String) throws -> TreeListing {
        try listing(of: root, paths: Files.walk(root).map(\.path))
    }

    private static func facts(_ root: String, _ path: String) throws -> FileFacts {
        guard let facts = try Files.facts(joined(root, path)) else {
            throw BundleError("read", joined(root, path), "it is missing")
        }
        return facts
    }

    private static func file(_ root: String, _ path: String, _ facts: FileFacts) throws -> TreeFile {
        let (digest, size) = try Hashing.sha256(file: joined(root, path))
        return TreeFile(
            path: path, executable: facts.executable, size: size, digest: digest, modified: facts.modified)
    }
}
