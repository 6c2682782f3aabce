import SlipwayArchive
import SlipwayBundle
import SlipwayCrypto
import SlipwayModel
import SlipwayStore
import SlipwaySystem
import SlipwayTesting
import Testing

/// A small signed release and two small programs, made into an installer.
struct InstallerSample {
    let folder: TemporaryFolder
    let store: DirectoryStore
    let key: SigningKey
    let manifest: Descriptor

    static let stub: String = {
        let root = parent(of: parent(of: parent(of: #filePath)))
        return (try? Files.text(root + "/bootstrap/install.sh")) ?? ""
    }()

    init(daemon: String? = nil, key fill: UInt8? = 7, folder name: String = "installer") throws {
        folder = try TemporaryFolder(name)
        store = try DirectoryStore(at: folder("store"))
        key = try SignedReleaseTests.key(fill ?? 7)
        let tree = ReleaseSample.tree(try ReleaseSample.files(in: folder))
        manifest = try Sealer(store: store) { _ in }.seal(tree, signing: fill == nil ? nil : ReleaseSigner(key))
        try folder.write("programs/slipwayd", try daemon ?? Randomness.hex(bytes: 40_000), mode: 0o755)
        try folder.write("programs/slipway-wrapper", String(repeating: "a wrapper ", count: 30_000), mode: 0o755)
    }

    func writer(_ key: SigningKey? = nil) -> InstallerWriter {
        InstallerWriter(store: store, key: key ?? self.key, programs: folder("programs"), stub: Self.stub)
    }

    @discardableResult
    func write(_ name: String = "shop-1.4.2.run") throws -> String {
        _ = try writer().write(manifest, name: ReleaseSample.name, to: folder(name))
        return folder(name)
    }

    var terms: TrustTerms { TrustTerms(keys: TrustedKeys([.init(key.shown, isRevoked: false)])) }

    /// Everything that somebody who trusts the key relies on.
    func believe(_ path: String) throws {
        let file = try OpenFile.read(path)
        let opened = try OpenedInstaller.open(file)
        try opened.programs(trusting: key.shown).check()
        _ = try BundleVerifier.verify(file, from: opened.bundleOffset, trusting: terms)
    }

    /// The refusal of it, whoever refuses.
    func refusal(_ path: String) -> Refusal? { #expect(throws: Refusal.self) { try believe(path) } }

    /// A file with the head changed and the tar where it was.
    func rehead(_ path: String, _ change: (String) -> String) throws {
        let bytes = try Files.read(path)
        let head = try InstallerHead.read(OpenFile.read(path))
        let script = bytes[head.text.utf8.count..<Int(head.stub)]
        var stub = Array(change(head.text).utf8) + script
        while stub.count < Int(head.stub) { stub.append(10) }
        stub.removeLast(stub.count - Int(head.stub))
        try put(stub + bytes[Int(head.stub)...], path)
    }

    /// A file whose tar is changed, with a head that fits: what somebody makes who has no key.
    func repack(_ path: String, _ change: (inout LooseBundle) throws -> Void) throws {
        let bytes = try Files.read(path)
        let old = try InstallerHead.read(OpenFile.read(path))
        try put(Array(bytes[Int(old.stub)...]), path + ".tar")
        var loose = try LooseBundle(path + ".tar")
        try change(&loose)
        try loose.write(to: path + ".tar")
        let tar = try Files.read(path + ".tar")
        let members = try TarIndex.members(of: OpenFile.read(path + ".tar"), named: "it", most: 99)
        let daemon = members.first { $0.path.hasSuffix("/slipwayd") }
        let head = InstallerHead(
            release: old.release, platform: old.platform, stub: old.stub, size: old.stub + Int64(tar.count),
            tar: Hashing.sha256(tar), programAt: old.stub + (daemon?.offset ?? 0), program: daemon?.size ?? 0,
            programDigest: old.programDigest)
        var stub = Array(head.text.utf8)
        stub += [UInt8](repeating: 10, count: Int(old.stub) - stub.count)
        try put(stub + tar, path)
    }

    func put(_ bytes: [UInt8], _ path: String) throws {
        let file = try Disk.create(path)
        try Disk.write(bytes, to: file, path)
    }
}
