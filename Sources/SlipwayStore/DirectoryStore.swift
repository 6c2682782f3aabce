package import SlipwayModel
import SlipwaySystem

/// Releases in a folder that is a valid OCI image layout, so `skopeo inspect oci:FOLDER:shop:1.4.2` reads it.
///
/// Beside `oci-layout`, `index.json` and `blobs/` it holds `cache/` (which blob a finished layer became, what files are
/// known to hold), `ingest/` (what builds are about to add) and lock files. Any number of processes may use it at once.
package final class DirectoryStore: Sendable {
    package let path: String
    /// Whoever may write shares it: what is not named yet is not taken for waste meanwhile.
    private let use: FileLock?
    static let useLock = "use.lock"
    var isWritable: Bool { use != nil }

    /// Makes the folder and what is missing in it. Refuses a folder that holds something else.
    package init(at path: String) throws {
        self.path = path
        try Folders.make(path)
        if !Files.exists(path + "/oci-layout") { try Self.lay(out: path) }
        for folder in ["blobs", "blobs/sha256", "cache", "ingest"] { try Disk.makeFolder(path + "/" + folder) }
        use = try FileLock(sharing: path + "/" + Self.useLock)
    }

    /// Opens a store that is there and writes nothing, no lock either; 66 when there is none.
    package init(reading path: String) throws {
        guard try Files.facts(path + "/oci-layout") != nil else {
            throw Refusal(
                .notFound, "there is no store \(path)",
                hint: "the first `slipway build RECIPE` makes one; --store DIR names another")
        }
        self.path = path
        use = nil
    }

    private static func lay(out path: String) throws {
        let known = [
            "blobs", "cache", "ingest", "ingest.lock", "index.json", "index.json.new", "index.lock", "oci-layout",
            "oci-layout.new", useLock,
        ]
        if let stranger = try Files.names(in: path).first(where: { !known.contains($0) }) {
            throw Refusal(
                .badInput, "\(path) is no store: it holds '\(stranger)' but no oci-layout",
                hint: "name a new or empty folder")
        }
        let lock = try FileLock(waitingFor: path + "/index.lock")
        defer { withExtendedLifetime(lock) {} }
        if !Files.exists(path + "/index.json") {
            try DurableFile.replace(path + "/index.json", with: JSONText.bytes(ImageIndex(manifests: [])))
        }
        // Last, so that a folder with it is complete.
        try DurableFile.replace(path + "/oci-layout", with: Array(#"{"imageLayoutVersion":"1.0.0"}"#.utf8))
    }

    package func blobPath(_ digest: Digest) -> String { path + "/blobs/sha256/" + digest.hex }

    package func contains(_ digest: Digest) -> Bool { Files.exists(blobPath(digest)) }

    /// The bytes of a blob, checked against size and digest; refuses more than `limit` bytes.
    package func read(_ descriptor: Descriptor, limit: Int) throws -> [UInt8] {
        let subject = "the blob \(descriptor.digest)"
        guard descriptor.size <= Int64(limit) else {
            throw StoreError("read", subject, "it is larger than the \(limit) bytes allowed for it")
        }
        let bytes: [UInt8]
        do {
            bytes = try Files.read(blobPath(descriptor.digest), limit: limit)
        } catch let error as SystemError where error.isMissing {
            throw StoreError("read", subject, "the store \(path) does not hold it")
        }
        try BlobWriter.check(bytes, against: descriptor, subject)
        return bytes
    }
}
