import SlipwayBundle
import SlipwayCrypto
import SlipwayModel
import SlipwaySystem

/// Opens a file of a release that is what it was when it was hashed: what a store remembers of a digest must be true for
/// ever.
enum SealedSource {
    /// `path` is where it lies; with nil its bytes are written to `place`. The file stands at its beginning.
    static func open(_ source: TreeSource, _ path: String?, _ digest: Digest, place: String) throws -> OpenFile {
        if case .bytes(let bytes) = source.content { try DurableFile.replaceVolatile(place, with: bytes) }
        let path = path ?? place
        let file = try OpenFile.read(path)
        if source.known?.isOurs != true {
            guard try Hashing.sha256(file).digest == digest else { throw changed(path) }
            try file.seek(to: 0)
        }
        return file
    }

    static func changed(_ path: String) -> Refusal {
        Refusal(.failed, "\(path) changed while it was being read", hint: "build again")
    }
}
