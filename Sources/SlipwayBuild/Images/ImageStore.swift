import SlipwayCrypto
import SlipwayModel
import SlipwaySystem

/// The imported images of a store: `images/<name>-<12 digits>/{tree/,record.json}`, there whole or not at all.
struct ImageStore {
    let folder: String
    /// Changes when the same definition and lock would give another tree.
    private static let revision = "slipway image 1"

    /// Makes nothing.
    init(store: String) { folder = store + "/images" }

    static func origin(_ definition: ImageDefinition, _ lock: ImageLock?) -> Digest {
        Hashing.sha256(
            Array("\(revision)\n\(definition.canonicalText)\(lock?.canonicalText ?? "")".utf8))
    }

    func find(_ name: String, origin: Digest) throws -> ImportedImage? {
        let place = place(name, origin)
        guard Files.exists(place + "/record.json"),
            let record = try? JSONText.value(ImageRecord.self, from: Files.read(place + "/record.json")),
            record.origin == origin
        else { return nil }
        return ImportedImage(name: name, tree: place + "/tree", record: record)
    }

    /// Runs `body` with an empty work folder; one import at a time, and nothing of it stays.
    func withWorkFolder<Result>(_ body: (String) throws -> Result) throws -> Result {
        try Folders.make(folder)
        let lock = try FileLock(waitingFor: folder + "/import.lock")
        defer { withExtendedLifetime(lock) {} }
        let work = folder + "/work"
        try Folders.removeAll(work)
        try Folders.make(work)
        defer { try? Folders.removeAll(work) }
        return try body(work)
    }

    /// Makes a tree by its plan and gives it its name. `work` is the folder of `withWorkFolder`.
    func keep(
        _ plan: ImageTreePlan, of unpacked: UnpackedFiles, named name: String, origin: Digest, work: String
    ) throws -> ImportedImage {
        let fresh = work + "/image"
        let tree = fresh + "/tree"
        try Folders.make(tree)
        for folder in plan.folders.sorted() { try Folders.make(tree + "/" + folder) }
        var files: [TreeFile] = []
        var needed: ELFVersions.Version?
        for (path, source) in plan.files.sorted(by: { $0.key < $1.key }) {
            let from = unpacked.disk(source.from)
            let target = tree + "/" + path
            try Folders.make(parent(of: target))
            try Disk.link(from, to: target)
            try Disk.chmod(target, source.executable ? 0o755 : 0o644)
            let (digest, size) = try Hashing.sha256(file: target)
            files.append(
                TreeFile(
                    path: path, executable: source.executable, size: size, digest: digest,
                    modified: FileTimes.time(path: path, digest: digest)))
            if let version = try ELFVersions.glibc(of: target) { needed = max(needed ?? version, version) }
        }
        let listing = TreeListing(folders: Array(plan.folders), files: files)
        let record = ImageRecord(
            name: name, origin: origin, tree: Hashing.sha256(Array(listing.canonicalText.utf8)),
            files: files.count, bytes: listing.bytes, glibc: needed?.description)
        try DurableFile.replaceVolatile(fresh + "/record.json", with: JSONText.bytes(record, pretty: true))
        try publish(fresh, as: place(name, origin))
        return ImportedImage(name: name, tree: place(name, origin) + "/tree", record: record)
    }

    /// Contents reach the disk before the name does.
    private func publish(_ fresh: String, as place: String) throws {
        try Disk.syncAll(OpenFile.read(fresh), fresh)
        try Folders.removeAll(place)
        try Disk.rename(fresh, to: place)
        try Disk.syncFolder(folder)
    }

    private func place(_ name: String, _ origin: Digest) -> String { "\(folder)/\(name)-\(origin.short)" }
}
