import SlipwayArchive
import SlipwayCrypto
package import SlipwayModel
import SlipwaySystem

/// What a layer declares about the tree in it; whoever unpacks it compares.
package struct DeclaredTree: Hashable, Sendable {
    package var component: Component
    /// See `TreeReader.digest`.
    package var digest: Digest
    package var files: Int64
    package var bytes: Int64
}

/// A bundle that may be installed: its statement is believed, and every byte is what that names. Only `BundleVerifier`
/// makes one.
package struct VerifiedBundle: Sendable {
    package let content: OpenedBundle
    /// Why it is believed.
    package let trust: ReleaseTrust

    init(content: OpenedBundle, trust: ReleaseTrust) {
        self.content = content
        self.trust = trust
    }

    package var manifestDigest: Digest { content.manifestDigest }
    package var manifest: Manifest { content.manifest }
    package var name: ReleaseName { content.name }
}

/// A bundle whose every byte has been compared with the digests that its manifest names, to be looked at. Only
/// `BundleVerifier` makes one.
package struct OpenedBundle: Sendable {
    package let manifestDigest: Digest
    package let manifest: Manifest
    package let config: ImageConfig
    package let name: ReleaseName
    private let trees: [DeclaredTree]
    /// What its signer says of it; nil when there is no statement.
    package let signed: SignedStatement?
    let file: OpenFile
    let blobs: [Digest: TarMember]

    init(
        manifestDigest: Digest, manifest: Manifest, config: ImageConfig, name: ReleaseName, trees: [DeclaredTree],
        signed: SignedStatement?, file: OpenFile, blobs: [Digest: TarMember]
    ) {
        self.manifestDigest = manifestDigest
        self.manifest = manifest
        self.config = config
        self.name = name
        self.trees = trees
        self.signed = signed
        self.file = file
        self.blobs = blobs
    }

    /// The tree that the layer of that index declares; an index of `manifest.layers`.
    package func installedTree(layer index: Int) -> DeclaredTree { trees[index] }

    /// What all layers together need when unpacked.
    package var files: Int64 { trees.reduce(0) { $0 + $1.files } }
    package var bytes: Int64 { trees.reduce(0) { $0 + $1.bytes } }

    /// Hands over the bytes of a blob, hashed once more: the file may have been altered since it was verified.
    package func copy(_ blob: Descriptor, to sink: (UnsafeRawBufferPointer) throws -> Void) throws {
        guard let member = blobs[blob.digest] else {
            throw BundleError("read", blob.digest.description, "the bundle of \(name) does not hold it")
        }
        let reader = MemberReader(file, member)
        let room = UnsafeMutableRawBufferPointer.allocate(byteCount: 131_072, alignment: 16)
        defer { room.deallocate() }
        try BundleRemedy.told {
            while case let count = try reader.read(into: room), count > 0 {
                try sink(UnsafeRawBufferPointer(rebasing: room[..<count]))
            }
            try reader.finish(expecting: blob.digest)
        }
    }
}

/// Reads one member of a tar by its place in the file, and hashes what it reads. Not for two threads at once.
final class MemberReader {
    private let file: OpenFile
    private let member: TarMember
    private let hash = SHA256()
    private var done: Int64 = 0

    init(_ file: OpenFile, _ member: TarMember) {
        self.file = file
        self.member = member
    }

    func read(into buffer: UnsafeMutableRawBufferPointer) throws -> Int {
        let most = Int(min(Int64(buffer.count), member.size - done))
        if most == 0 { return 0 }
        let room = UnsafeMutableRawBufferPointer(rebasing: buffer[..<most])
        let count = try file.read(into: room, at: member.offset + done)
        if count == 0 { throw BundleVerifier.refusal("it is cut short within \(member.path)") }
        hash.update(UnsafeRawBufferPointer(rebasing: room[..<count]))
        done += Int64(count)
        return count
    }

    /// Reads what is left and compares the digest of all.
    func finish(expecting digest: Digest) throws {
        let room = UnsafeMutableRawBufferPointer.allocate(byteCount: 131_072, alignment: 16)
        defer { room.deallocate() }
        while try read(into: room) > 0 {}
        guard hash.finish() == digest else {
            throw BundleVerifier.refusal("\(member.path) has another digest than its name says")
        }
    }
}
