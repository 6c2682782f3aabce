import SlipwayArchive
import SlipwayBundle
import SlipwayCrypto
package import SlipwayModel
import SlipwaySystem

/// The node's file contents by digest: `objects/<aa>/<sha256>`, with an `x` behind it when executable. Read-only files
/// that releases hard-link; a component's canonical listing lies here too, under its tree digest.
package struct ObjectStore: Sendable {
    package let folder: String

    package init(_ folder: String) { self.folder = folder }

    package func path(_ digest: Digest, executable: Bool = false) -> String {
        "\(folder)/\(digest.hex.prefix(2))/\(digest.hex)\(executable ? "x" : "")"
    }

    package func contains(_ file: TreeFile) -> Bool {
        guard let facts = try? Files.facts(path(file.digest, executable: file.executable)) else { return false }
        return facts.kind == .file && facts.size == file.size
    }

    /// Moves a finished temporary file to its place. What is there already stays, unless it is not what its name says.
    package func adopt(_ temporary: String, digest: Digest, executable: Bool) throws {
        let place = path(digest, executable: executable)
        if Files.exists(place), try ReadBack.read(place).digest == digest { return try Disk.unlink(temporary) }
        try Disk.makeFolder(parent(of: place))
        try Disk.rename(temporary, to: place)
    }

    /// The listing of a component that was unpacked here before, when every object of it is still here.
    package func knownListing(_ tree: Digest) -> TreeListing? {
        guard let listing = listing(tree), listing.files.allSatisfy(contains) else { return nil }
        return listing
    }

    /// The listing of a component, whether its objects are here or not.
    package func listing(_ tree: Digest) -> TreeListing? {
        guard let bytes = try? Files.read(path(tree), limit: 64 << 20), Hashing.sha256(bytes) == tree else {
            return nil
        }
        guard let listing = TreeListing(canonicalText: String(decoding: bytes, as: UTF8.self)),
            listing.canonicalText.utf8.elementsEqual(bytes), Self.isPlain(listing)
        else { return nil }
        return listing
    }

    /// A release may hold a file that reads like a listing, so its paths are whatever somebody has written.
    private static func isPlain(_ listing: TreeListing) -> Bool {
        var seen: Set<String> = []
        return (listing.folders + listing.files.map(\.path)).allSatisfy { path in
            (try? SafePath.check(path, in: ""))?.utf8.elementsEqual(path.utf8) == true && !OwnFolder.holds(path)
                && seen.insert(path).inserted
        } && listing.files.allSatisfy { $0.size >= 0 && (0...(1 << 33)).contains($0.modified) }
    }

    @discardableResult
    package func keep(_ listing: TreeListing, temporary: String) throws -> Digest {
        let bytes = Array(listing.canonicalText.utf8)
        let digest = Hashing.sha256(bytes)
        let file = try Disk.create(temporary, mode: 0o444)
        try Disk.write(bytes, to: file, temporary)
        try adopt(temporary, digest: digest, executable: false)
        return digest
    }
}
