package import SlipwayModel
import SlipwaySystem

/// Removes releases that nobody needs, and contents that no needed release names and nothing else has a link to.
/// Nothing may install meanwhile: it holds the install lock, and what is needed is asked for while it does.
package struct ReleaseCollector {
    package struct Freed: Equatable, Sendable {
        package var releases = 0
        package var files = 0
        /// Given back to the disk.
        package var bytes: Int64 = 0
        package init() {}
    }

    private let layout: NodeLayout

    package init(_ layout: NodeLayout) { self.layout = layout }

    /// nil when an install runs. Throws 65 when a needed release is damaged: then nobody knows what it needs.
    package func collect(_ needed: () throws -> Set<Digest>) throws -> Freed? {
        guard Files.isFolder(layout.releases) else { return Freed() }
        try Folders.make(layout.run, mode: 0o700)
        guard let lock = try FileLock.taken(layout.installLock, within: 500) else { return nil }
        return try withExtendedLifetime(lock) {
            let digests = try needed()
            var freed = Freed()
            try Folders.removeAll(layout.incoming)
            try ReleaseFolder.mend(layout.releases)
            let kept = try objects(of: digests)
            try removeReleases(besides: Set(digests.map(\.short)), &freed)
            try removeObjects(besides: kept, &freed)
            return freed
        }
    }

    /// The files in `objects/`, by name, that these releases are made of.
    private func objects(of digests: Set<Digest>) throws -> Set<String> {
        let objects = ObjectStore(layout.objects)
        var names: Set<String> = []
        // One that is gone has no files to keep; a switch that is still to install it brings them.
        for digest in digests {
            guard let layers = try InstalledRelease.layers(digest, in: layout) else { continue }
            for layer in layers {
                guard let tree = layer.annotations?[Annotation.tree].flatMap({ Digest($0) }),
                    let listing = objects.listing(tree)
                else {
                    throw Refusal(
                        .badInput, "\(layout.release(digest)) is damaged: the listing of a component is missing",
                        hint: "nothing is collected before it is repaired or deployed again")
                }
                names.insert(tree.hex)
                for file in listing.files { names.insert(file.digest.hex + (file.executable ? "x" : "")) }
            }
        }
        return names
    }

    private func removeReleases(besides kept: Set<String>, _ freed: inout Freed) throws {
        for name in try Files.names(in: layout.releases) where !kept.contains(name) {
            let folder = layout.releases + "/" + name
            for (_, facts) in try Files.walk(folder) where facts.kind == .file && facts.links == 1 {
                freed.bytes += facts.size
            }
            // Without it the rest counts as not installed, so half a removal is none that anybody believes in.
            try Disk.unlink(folder + "/" + InstalledRelease.manifestName)
            try Folders.removeAll(folder)
            freed.releases += 1
        }
    }

    private func removeObjects(besides kept: Set<String>, _ freed: inout Freed) throws {
        for shelf in try Files.names(in: layout.objects) {
            let folder = layout.objects + "/" + shelf
            let names = try Files.names(in: folder)
            var left = names.count
            for name in names where !kept.contains(name) {
                let path = folder + "/" + name
                // One with another link is in use somewhere, and its room would not come back either.
                guard let facts = try Files.facts(path), facts.links == 1 else { continue }
                try Disk.unlink(path)
                freed.files += 1
                freed.bytes += facts.size
                left -= 1
            }
            if left == 0 { try Disk.removeFolder(folder) }
        }
    }
}
