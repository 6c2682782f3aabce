import Glibc
import SlipwayArchive
package import SlipwayBundle
import SlipwayCrypto
package import SlipwayModel
import SlipwaySystem

/// Unpacks a verified bundle: contents into `objects/`, a hard-linked checkout into `releases/<digest>`. Nothing of it
/// is in use before the last rename; a failure leaves no temporary file.
package struct ReleaseInstaller {
    package let layout: NodeLayout
    private let objects: ObjectStore
    /// Told after each component: its name and whether it had to be unpacked.
    private let report: (Component, Bool) -> Void

    package init(_ layout: NodeLayout, report: @escaping (Component, Bool) -> Void = { _, _ in }) {
        self.layout = layout
        self.report = report
        objects = ObjectStore(layout.objects)
    }

    /// The folders that an install writes to, held for one at a time.
    package struct Places: Sendable {
        private let lock: FileLock

        /// Waits for whoever installs.
        package init(_ layout: NodeLayout) throws {
            try Folders.make(layout.run, mode: 0o700)
            lock = try FileLock(waitingFor: layout.installLock)
            for folder in [layout.objects, layout.releases, layout.incoming] { try Folders.make(folder) }
        }
    }

    /// What is here already stays, unless it is damaged; `thorough` reads every byte of it to know.
    package func install(
        _ verified: VerifiedBundle, thorough: Bool = false, in held: Places? = nil
    ) throws -> InstalledRelease {
        let places = try held ?? Places(layout)
        defer { withExtendedLifetime(places) {} }
        do {
            return try place(verified, thorough: thorough)
        } catch {
            clear(nil)
            throw error
        }
    }

    private func place(_ verified: VerifiedBundle, thorough: Bool) throws -> InstalledRelease {
        let bundle = verified.content
        var isDamaged = false
        try refuseTwin(of: bundle.manifestDigest)
        do {
            if let there = try InstalledRelease.reopen(bundle.manifestDigest, in: layout) {
                var isWhole = !thorough
                if !isWhole {
                    isWhole = try ReleaseInspection.of(bundle.manifestDigest, in: layout).damaged.isEmpty
                }
                if isWhole {
                    try TrustRecord(of: verified).improve(there.folder)
                    clear(nil)
                    return there
                }
                isDamaged = true
            }
        } catch {
            // Nothing that lies here is believed then: every component is unpacked anew.
            isDamaged = true
        }
        let trees = bundle.manifest.layers.indices.map { bundle.installedTree(layer: $0) }
        let present = trees.map { known($0) }
        try reserve(zip(trees, present).filter { $1 == nil }.map(\.0))
        let incoming = layout.incoming + "/" + bundle.manifestDigest.short
        try Folders.removeAll(incoming)
        try Folders.make(incoming, mode: 0o700)
        do {
            let unpacker = LayerUnpacker(bundle, objects: objects, incoming: incoming, sparing: isDamaged)
            defer { unpacker.stop() }
            var listings: [TreeListing] = []
            var unread: [TreeFile] = []
            for index in bundle.manifest.layers.indices {
                let declared = trees[index]
                let known = isDamaged ? nil : present[index]
                if let known {
                    listings.append(known)
                } else {
                    let unpacked = try unpacker.unpack(index, declared)
                    listings.append(unpacked.listing)
                    unread += unpacked.unread
                }
                report(declared.component, known == nil)
            }
            let release = try checkOut(verified, listings, unread: unread, in: incoming)
            clear(incoming)
            return release
        } catch {
            clear(incoming)
            throw error
        }
    }

    /// What lies here already and is what the release declares.
    private func known(_ declared: DeclaredTree) -> TreeListing? {
        guard let listing = objects.knownListing(declared.digest), listing.files.count == Int(declared.files),
            listing.bytes == declared.bytes
        else { return nil }
        return listing
    }

    /// A folder is named by the beginning of a digest, and two digests may be made to begin alike.
    private func refuseTwin(of digest: Digest) throws {
        let record = layout.release(digest) + "/" + InstalledRelease.manifestName
        guard let bytes = try? Files.read(record, limit: 4 << 20) else { return }
        let there = Hashing.sha256(bytes)
        guard there != digest, there.short == digest.short else { return }
        throw Refusal(
            .badInput, "the bundle is refused: another release here has a digest that begins with \(digest.short), too",
            hint: "build it anew, as another version")
    }

    /// The folder of all installs goes with the last of them; a worker that may not do so leaves it to its daemon.
    private func clear(_ incoming: String?) {
        if let incoming { try? Folders.removeAll(incoming) }
        if (try? Files.names(in: layout.incoming)) == [] { try? Disk.removeFolder(layout.incoming) }
    }

    /// Refuses before the first byte when the disk cannot hold what is new, with a tenth to spare.
    private func reserve(_ new: [DeclaredTree]) throws {
        let plan = RoomPlan(
            files: new.reduce(0) { $0 + $1.files }, bytes: new.reduce(0) { $0 + $1.bytes })
        try Folders.make(layout.state)
        let room = try Files.room(at: layout.state)
        if let lack = plan.lack(layout.state, bytes: room.bytes, inodes: room.inodes) { throw lack }
    }

    private func checkOut(
        _ verified: VerifiedBundle, _ listings: [TreeListing], unread: [TreeFile], in incoming: String
    ) throws -> InstalledRelease {
        let bundle = verified.content
        try LayeredTrees.check(listings, of: bundle.name.description)
        let fresh = incoming + "/release"
        try Folders.make(fresh)
        for listing in listings {
            for folder in listing.folders { try Folders.make(fresh + "/" + folder) }
            for file in listing.files {
                try Folders.make(parent(of: fresh + "/" + file.path))
                try place(file, at: fresh + "/" + file.path)
            }
        }
        try Folders.make(fresh + "/.slipway")
        let record = fresh + "/" + InstalledRelease.manifestName
        let file = try Disk.create(record, mode: 0o444, exclusive: true)
        let descriptor = Descriptor(mediaType: MediaType.manifest, digest: bundle.manifestDigest, size: 0)
        try bundle.copy(descriptor) { try Disk.write($0, to: file, record) }
        try TrustRecord(of: verified).write(to: fresh)
        let spec = try InstalledRelease.readSpec(fresh)
        try Disk.syncAll(file, record)
        try readAfterSync(unread)

        let folder = layout.release(bundle.manifestDigest)
        try ReleaseFolder.replace(folder, with: fresh)
        return InstalledRelease(digest: bundle.manifestDigest, folder: folder, manifest: bundle.manifest, spec: spec)
    }

    /// Links the object, or copies it where the same content stands under a name that wants another time.
    private func place(_ file: TreeFile, at path: String) throws {
        let object = objects.path(file.digest, executable: file.executable)
        if try Files.facts(object)?.modified == file.modified { return try Disk.link(object, to: path) }
        let source = try OpenFile.read(object)
        try LayerUnpacker.write(path) { try source.read(into: $0) }
        guard try Hashing.sha256(file: path).digest == file.digest else {
            try Disk.unlink(object)
            throw DeployError(
                "install", "the file \(file.path)", "its object was damaged and is gone now; deploy again")
        }
        try Disk.chmod(path, file.executable ? 0o555 : 0o444)
        try Disk.setTime(path, seconds: file.modified)
    }

    /// What the disk kept, where that could not be seen before. What came back as something else is gone then.
    private func readAfterSync(_ files: [TreeFile]) throws {
        let readBack = ReadBack()
        defer { readBack.stop() }
        let paths = files.map { objects.path($0.digest, executable: $0.executable) }
        for (path, file) in zip(paths, files) { readBack.add(path, size: file.size) }
        let bad = zip(files, try readBack.take()).filter { $0.digest != $1.digest }.map(\.0)
        for file in bad { try Disk.unlink(objects.path(file.digest, executable: file.executable)) }
        if let first = bad.first { throw LayerUnpacker.wrongBytes(first) }
    }
}
