import SlipwayArchive
import SlipwayBundle
import SlipwayCrypto
import SlipwayModel
import SlipwaySystem
import SlipwayTesting
import Testing

/// Layers whose blobs are as named but whose content is not what a release may hold.
@Suite struct LayerTests {
    private let folder: TemporaryFolder

    init() throws { folder = try TemporaryFolder("layer") }

    private func bundle(
        _ tar: [UInt8], files: Int = 1, bytes: Int = 3, diffID: Digest? = nil, pack: Bool = true
    ) throws -> OpenedBundle {
        try HandMadeBundle.write(
            tar, files: files, bytes: bytes, diffID: diffID, pack: pack, to: folder("b.tar"))
    }

    private func tar(_ body: (TarWriter) throws -> Void) throws -> [UInt8] {
        var bytes: [UInt8] = []
        let writer = TarWriter { bytes.append(contentsOf: $0) }
        try body(writer)
        try writer.finish()
        return bytes
    }

    private func refused(_ bundle: OpenedBundle, _ words: String) throws {
        let refusal = #expect(throws: Refusal.self) { try bundle.layer(0) { _, _ in } }
        #expect(refusal?.code == .badInput)
        #expect(refusal?.sentence.contains(words) == true, "\(refusal?.sentence ?? "nothing")")
        #expect(refusal?.hint?.hasPrefix("fetch it again") == true)
    }

    @Test func aProperLayerPasses() throws {
        let bundle = try bundle(try tar { try $0.file("a", [1, 2, 3], modified: 0) })
        var paths: [String] = []
        try bundle.layer(0) { entry, _ in paths.append(entry.path) }
        #expect(paths == ["a"])
    }

    @Test func unsafePathsAreRefused() throws {
        for path in ["../a", "/a", "a/../../b", ".wh.a"] {
            try refused(bundle(try tar { try $0.file(path, [1, 2, 3], modified: 0) }), "holds '")
        }
    }

    @Test func theSamePathTwiceIsRefused() throws {
        let twice = try tar { tar in
            try tar.file("a", [1, 2, 3], modified: 0)
            try tar.file("./a", [1, 2, 3], modified: 0)
        }
        try refused(bundle(twice, files: 2, bytes: 6), "'a' is in it twice")
    }

    @Test func aFileWithoutItsFolderIsRefused() throws {
        try refused(bundle(try tar { try $0.file("f/a", [1, 2, 3], modified: 0) }), "before the folder it is in")
    }

    @Test func linksAndDevicesAreRefused() throws {
        try folder.write("t/a", "abc")
        try Disk.symlink(to: "/etc/passwd", at: folder("t/link"))
        try Disk.makeFIFO(folder("t/pipe"))
        try Disk.link(folder("t/a"), to: folder("t/same"))
        for names in [["link"], ["pipe"], ["a", "same"]] {
            let made = try Command.run("tar", ["-cf", folder("t.tar"), "-C", folder("t")] + names)
            #expect(made.succeeded)
            try refused(bundle(Files.read(folder("t.tar"))), "neither file nor folder")
        }
    }

    @Test func setuidFilesAreRefused() throws {
        try folder.write("t/a", "abc")
        #expect(try Command.run("tar", ["--mode=4755", "-cf", folder("t.tar"), "-C", folder("t"), "a"]).succeeded)
        try refused(bundle(Files.read(folder("t.tar"))), "setuid")
    }

    @Test func moreOrLessThanDeclaredIsRefused() throws {
        let plain = try tar { try $0.file("a", [1, 2, 3], modified: 0) }
        try refused(bundle(plain, bytes: 2), "more than it declares")
        try refused(bundle(plain, bytes: 4), "less than it declares")
        try refused(bundle(plain, files: 0), "more than it declares")
        try refused(bundle(plain, files: 2), "less than it declares")
    }

    @Test func aBombIsStoppedByWhatTheLayerDeclares() throws {
        let bomb = try tar { try $0.file("a", [UInt8](repeating: 0, count: 4 << 20), modified: 0) }
        var handed = 0
        let bundle = try bundle(bomb)
        #expect(throws: Refusal.self) { try bundle.layer(0) { _, _ in handed += 1 } }
        #expect(handed == 0)
    }

    @Test func paddingWithoutEndIsStopped() throws {
        let plain = try tar { try $0.file("a", [1, 2, 3], modified: 0) }
        try refused(bundle(plain + [UInt8](repeating: 0, count: 2 << 20)), "unpacks to more than it declares")
    }

    @Test func manyEmptyFoldersAreLetThrough() throws {
        let plain = try tar { tar in
            for number in 0..<5000 { try tar.folder("d\(number)", modified: 0) }
            try tar.file("a", [1, 2, 3], modified: 0)
        }
        var entries = 0
        try bundle(plain).layer(0) { _, _ in entries += 1 }
        #expect(entries == 5001)
    }

    @Test func anotherUncompressedDigestIsRefusedAtTheEnd() throws {
        let plain = try tar { try $0.file("a", [1, 2, 3], modified: 0) }
        try refused(bundle(plain, diffID: HandMadeBundle.tree), "other bytes than its release names")
    }

    @Test func whatIsNotCompressedIsRefused() throws {
        let plain = try tar { try $0.file("a", [1, 2, 3], modified: 0) }
        try refused(bundle(plain, pack: false), "cannot decompress")
    }

    @Test func aFileAlteredAfterItWasVerifiedIsRefused() throws {
        let sample = try ReleaseSample()
        let path = try sample.bundle()
        let bundle = try BundleVerifier.open(OpenFile.read(path))
        let layer = try sample.manifest.layers[0]
        let members = try TarIndex.members(of: OpenFile.read(path), named: "it", most: 64)
        let member = try #require(members.first { $0.path.hasSuffix(layer.digest.hex) })
        // The content; the checksum at the end; a bit of the frame header that decoders pass over (RFC 8878,
        // 3.1.1.1.1).
        for (place, bit) in [(member.offset + 20, 1), (member.offset + member.size - 1, 1), (member.offset + 4, 0x10)] {
            let bytes = try Files.read(path)
            let file = try Disk.create(path)
            var changed = bytes
            changed[Int(place)] ^= UInt8(bit)
            try Disk.write(changed, to: file, path)
            #expect(throws: Refusal.self) { try bundle.layer(0) { _, _ in } }
            let again = try Disk.create(path)
            try Disk.write(bytes, to: again, path)
        }
        try bundle.layer(0) { _, _ in }
    }
}
