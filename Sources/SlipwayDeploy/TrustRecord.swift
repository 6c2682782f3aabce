import SlipwayBundle
import SlipwayCrypto
package import SlipwayModel
import SlipwaySystem

/// Why an installed release is believed, kept beside its manifest with what was signed. One that an earlier version has
/// installed has none.
package struct TrustRecord {
    private static let trust = ".slipway/trust.json"
    private static let statement = ".slipway/statement.json"
    private static let signature = ".slipway/statement.json.minisig"
    static let names = [trust, statement, signature]
    /// Bytes of each.
    private static let most = 1 << 20

    private let reason: ReleaseTrust
    private let signed: SignedStatement?

    init(of bundle: VerifiedBundle) {
        reason = bundle.trust
        signed = bundle.content.signed
    }

    /// nil when there is none that can be read.
    package static func read(_ digest: Digest, in layout: NodeLayout) -> ReleaseTrust? {
        read(layout.release(digest))
    }

    private static func read(_ folder: String) -> ReleaseTrust? {
        let path = folder + "/" + trust
        guard let facts = try? Files.facts(path), facts.kind == .file, let bytes = try? Files.read(path, limit: most)
        else { return nil }
        return try? JSONText.value(ReleaseTrust.self, from: bytes)
    }

    /// Into a release that nobody uses yet.
    func write(to folder: String) throws {
        for (name, bytes) in try files { try Self.write(bytes, folder + "/" + name) }
    }

    /// Into one that is in use: a reason that needed nobody's word takes the place of any other.
    func improve(_ folder: String) throws {
        let present = Self.read(folder)
        guard present == nil || (reason.accepted.isEmpty && present != reason) else { return }
        // The reason last: what it speaks of lies there by then.
        for (name, bytes) in try files.reversed() {
            try DurableFile.replace(folder + "/" + name, with: bytes, mode: 0o444)
        }
    }

    private var files: [(String, [UInt8])] {
        get throws {
            var files = [(Self.trust, try JSONText.bytes(reason))]
            if let signed {
                files.append((Self.statement, signed.bytes))
                if let signature = signed.signature { files.append((Self.signature, Array(signature.text.utf8))) }
            }
            return files
        }
    }

    private static func write(_ bytes: [UInt8], _ path: String) throws {
        let file = try Disk.create(path, mode: 0o444, exclusive: true)
        try Disk.write(bytes, to: file, path)
    }
}
