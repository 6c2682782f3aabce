import SlipwayArchive
import SlipwayBundle
import SlipwayCrypto
import SlipwayModel
import SlipwaySystem

/// Unpacks the layers of one bundle into objects. Each file is hashed as the disk gives it back, while the next are being
/// written.
struct LayerUnpacker {
    /// What one layer has become.
    struct Unpacked {
        var listing: TreeListing
        /// Files that so far only memory has given back.
        var unread: [TreeFile]
    }

    private let bundle: OpenedBundle
    private let objects: ObjectStore
    private let incoming: String
    private let readBack = ReadBack()
    /// Bytes that may lie beside the objects, waiting to be read.
    private let ahead: Int64

    /// `sparing`: most of it is there already, and no room was set aside for it.
    init(_ bundle: OpenedBundle, objects: ObjectStore, incoming: String, sparing: Bool) {
        ahead = sparing ? 0 : 256 << 20
        self.bundle = bundle
        self.objects = objects
        self.incoming = incoming
    }

    func stop() { readBack.stop() }

    func unpack(_ index: Int, _ declared: DeclaredTree) throws -> Unpacked {
        var folders: [String] = []
        var files: [TreeFile] = []
        var unread: [TreeFile] = []
        var entries: [ArchiveEntry] = []
        func adopt(leaving bytes: Int64) throws {
            for reading in try readBack.take(leaving: bytes) {
                let number = files.count
                let file = entries[number].file(reading.digest, size: reading.size)
                try objects.adopt(place(number), digest: file.digest, executable: file.executable)
                files.append(file)
                if !reading.isFromDisk { unread.append(file) }
            }
        }
        try bundle.layer(index) { entry, read in
            if case .folder = entry.kind { return folders.append(entry.path) }
            let path = place(entries.count)
            try Self.write(path, read)
            try Disk.chmod(path, entry.isExecutable ? 0o555 : 0o444)
            try Disk.setTime(path, seconds: entry.modified)
            entries.append(entry)
            readBack.add(path, size: entry.size)
            try adopt(leaving: ahead)
        }
        try adopt(leaving: 0)
        let listing = TreeListing(folders: folders, files: files)
        guard try objects.keep(listing, temporary: incoming + "/listing") == declared.digest else {
            throw try fault(index, declared, listing)
        }
        return Unpacked(listing: listing, unread: unread)
    }

    /// A file of what `read` gives.
    static func write(_ path: String, _ read: (UnsafeMutableRawBufferPointer) throws -> Int) throws {
        let file = try Disk.create(path, mode: 0o600, exclusive: true)
        let room = UnsafeMutableRawBufferPointer.allocate(byteCount: 65_536, alignment: 16)
        defer { room.deallocate() }
        while case let count = try read(room), count > 0 {
            try Disk.write(UnsafeRawBufferPointer(rebasing: room[..<count]), to: file, path)
        }
        file.beginWriteOut()
    }

    /// The one word for what a disk does that does not keep what it is given.
    static func wrongBytes(_ file: TreeFile) -> DeployError {
        DeployError("install", "the file \(file.path)", "the disk gave back other bytes than were written")
    }

    private func place(_ number: Int) -> String { "\(incoming)/\(number)" }

    /// Whether the bundle or the disk is to blame: only the bundle can tell, so it is read once more.
    private func fault(_ index: Int, _ declared: DeclaredTree, _ found: TreeListing) throws -> any Error {
        var files: [TreeFile] = []
        try bundle.layer(index) { entry, read in
            if case .folder = entry.kind { return }
            let (digest, size) = try Hashing.sha256(reading: read)
            files.append(entry.file(digest, size: size))
        }
        let streamed = TreeListing(folders: found.folders, files: files)
        if Hashing.sha256(Array(streamed.canonicalText.utf8)) == declared.digest,
            let wrong = zip(streamed.files, found.files).first(where: { $0 != $1 })
        {
            return Self.wrongBytes(wrong.0)
        }
        return Refusal(
            .badInput, "component \(declared.component.rawValue) does not unpack to the tree its manifest names")
    }
}

extension ArchiveEntry {
    fileprivate var isExecutable: Bool { mode & 0o100 != 0 }

    fileprivate func file(_ digest: Digest, size: Int64) -> TreeFile {
        TreeFile(path: path, executable: isExecutable, size: size, digest: digest, modified: modified)
    }
}
