import SlipwayArchive
import SlipwayCrypto
package import SlipwayModel
package import SlipwayStore
import SlipwaySystem

/// Writes a release and the programs that run it as one file that a shell can run: the filled-in stub, and a tar that is
/// the release's bundle with the programs in it. The same inputs give the same bytes.
package struct InstallerWriter {
    private let store: DirectoryStore
    private let key: SigningKey
    private let folder: String
    private let stub: String
    private let version: String
    /// Of what lies beside the file.
    package static let signatureEnding = ".minisig"

    /// `programs`: the folder where they lie; `stub`: the text of `bootstrap/install.sh`.
    package init(
        store: DirectoryStore, key: SigningKey, programs: String, stub: String, version: String = Program.version
    ) {
        self.store = store
        self.key = key
        folder = programs
        self.stub = stub
        self.version = version
    }

    /// The file, with its signature beside it, appears whole or not at all; returns its size in bytes. Refuses with 65 a
    /// release that this key has not signed.
    package func write(_ manifest: Descriptor, name: ReleaseName, to path: String) throws -> Int64 {
        let statement = try signed(manifest, name).statement
        let programs = try NodeStatement.names.map { name in
            let (digest, size) = try Hashing.sha256(file: joined(folder, name))
            return NodeStatement.Program(name: name, size: size, digest: digest)
        }
        let node = NodeStatement(
            version: version, platform: statement.platform, release: manifest.digest, programs: programs)
        guard stub.hasPrefix(InstallerHead.blank) else {
            throw BundleError("write", path, "its stub does not begin as an installer does")
        }
        let length = Int64(stub.utf8.count + InstallerHead.most)
        let stubSize = (length + InstallerHead.block - 1) / InstallerHead.block * InstallerHead.block
        let fresh = path + ".new"
        try Disk.unlink(fresh)
        do {
            let file = try Disk.create(fresh, mode: 0o755, exclusive: true)
            let head = try fill(file, fresh, stubSize, node, manifest, name)
            try Disk.sync(file, fresh)
            let signature = try signature(of: fresh, name)
            // One that is of another file would stand beside this one.
            try Disk.unlink(path + Self.signatureEnding)
            try Disk.rename(fresh, to: path)
            try DurableFile.replace(path + Self.signatureEnding, with: Array(signature.text.utf8))
            return head.size
        } catch {
            try? Disk.unlink(fresh)
            throw error
        }
    }

    package static func unsigned(_ name: ReleaseName) -> Refusal {
        Refusal(
            .badInput, "\(name) in the store is not signed, and an installer is of a signed release only",
            hint: "build it again, which signs it: slipway build RECIPE")
    }

    private func signed(_ manifest: Descriptor, _ name: ReleaseName) throws -> SignedStatement {
        guard let signed = try StoredAttachments(store, of: manifest)?.signed(), let signature = signed.signature else {
            throw Self.unsigned(name)
        }
        guard signature.verifies(signed.bytes, key.shown), signed.statement.manifest.digest == manifest.digest else {
            throw Refusal(
                .badInput,
                "\(name) in the store is signed by the key \(signature.keyName), and not by \(key.shown.name), which"
                    + " would sign the installer",
                hint: "name that key: --key NAME; or sign the release anew: slipway build RECIPE --key NAME")
        }
        return signed
    }

    /// The tar first: the head tells its digest.
    private func fill(
        _ file: OpenFile, _ path: String, _ stubSize: Int64, _ node: NodeStatement, _ manifest: Descriptor,
        _ name: ReleaseName
    ) throws -> InstallerHead {
        try Disk.write([UInt8](repeating: 10, count: Int(stubSize)), to: file, path)
        let hash = SHA256()
        var size = stubSize
        var programAt: Int64 = 0
        try BundleWriter.stream(
            manifest, name: name, from: store,
            node: { try members(of: node, for: name, into: $0) { programAt = size } },
            sink: { bytes in
                hash.update(bytes)
                size += Int64(bytes.count)
                try Disk.write(bytes, to: file, path)
            })
        let head = InstallerHead(
            release: name, platform: node.platform, stub: stubSize, size: size, tar: hash.finish(),
            programAt: programAt, program: node.programs[0].size, programDigest: node.programs[0].digest)
        try file.seek(to: 0)
        try Disk.write(Array((head.text + stub.dropFirst(InstallerHead.blank.count)).utf8), to: file, path)
        return head
    }

    private func members(
        of node: NodeStatement, for name: ReleaseName, into tar: TarWriter, _ atDaemon: () -> Void
    ) throws {
        let time = FileTimes.constant
        let bytes = try JSONText.bytes(node)
        let signature = key.sign(
            bytes, comment: "signature of the programs beside \(name)",
            trustedComment: "slipway \(version) \(node.platform) beside \(name)")
        try tar.folder(BundleLayout.nodeFolder, modified: time)
        try tar.file(BundleLayout.node, bytes, modified: time)
        try tar.file(BundleLayout.nodeSignature, Array(signature.text.utf8), modified: time)
        try tar.file(BundleLayout.nodeKey, Array(key.shown.text.utf8), modified: time)
        for program in node.programs {
            let place = BundleLayout.packed(program.name)
            if BundleLayout.isCompressed(program.name) {
                var packed: [UInt8] = []
                let frames = try ZstdFrames(level: 19) { packed.append(contentsOf: $0) }
                try copy(program) { try frames.write($0) }
                try frames.finish()
                try tar.file(place, packed, modified: time)
            } else {
                try tar.file(place, size: program.size, executable: true, modified: time) { sink in
                    atDaemon()
                    try copy(program, to: sink)
                }
            }
        }
    }

    /// What was hashed, and nothing else.
    private func copy(_ program: NodeStatement.Program, to sink: (UnsafeRawBufferPointer) throws -> Void) throws {
        let path = joined(folder, program.name)
        let file = try OpenFile.read(path)
        let hash = SHA256()
        let room = UnsafeMutableRawBufferPointer.allocate(byteCount: 131_072, alignment: 16)
        defer { room.deallocate() }
        while case let count = try file.read(into: room), count > 0 {
            let piece = UnsafeRawBufferPointer(rebasing: room[..<count])
            hash.update(piece)
            try sink(piece)
        }
        guard hash.finish() == program.digest else {
            throw BundleError("pack", path, "it changed while it was being read")
        }
    }

    /// Of the whole file, as minisign makes it.
    private func signature(of path: String, _ name: ReleaseName) throws -> Minisign.Signature {
        key.sign(
            hash: try BLAKE2b.hash(file: path), comment: "signature of the installer of \(name)",
            trustedComment: "installer of \(name)")
    }
}
