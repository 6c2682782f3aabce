import SlipwayArchive
import SlipwayModel
import SlipwaySystem
import SlipwayTesting
import Testing

@Suite struct ArchiveReaderTests {
    private func run(_ program: String, _ arguments: [String], in folder: String) throws {
        let result = try Command.run(program, arguments, environment: ["LC_ALL": "C.UTF-8"], folder: folder)
        #expect(result.succeeded, "\(program): \(result.errors)")
    }

    private func entries(_ reader: ArchiveReader) throws -> [String: ArchiveEntry] {
        var found: [String: ArchiveEntry] = [:]
        while let entry = try reader.next() { found[entry.path] = entry }
        return found
    }

    private func sample() throws -> TemporaryFolder {
        let folder = try TemporaryFolder("archive")
        try folder.write("tree/bin/run", "#!/bin/sh\n", mode: 0o755)
        try folder.write("tree/grüße.txt", "guten Tag\n")
        try Disk.symlink(to: "bin/run", at: folder("tree/start"))
        try Disk.link(folder("tree/bin/run"), to: folder("tree/same"))
        return folder
    }

    @Test(arguments: ["", "-z", "-J", "-j", "--zstd"]) func tarIsReadBareAndCompressed(_ option: String) throws {
        let folder = try sample()
        try run(
            "tar", ["-c", "-f", "a.tar"] + (option.isEmpty ? [] : [option]) + ["-C", "tree", "."], in: folder.path)
        let found = try entries(ArchiveReader(file: folder("a.tar"), format: .tar))
        #expect(found.count == 5)
        #expect(found["./bin/"]?.kind == .folder)
        #expect(found["./grüße.txt"]?.size == 10)
        #expect(found["./start"]?.kind == .link(target: "bin/run"))
        let run = try #require(found["./bin/run"])
        let same = try #require(found["./same"])
        #expect([run.kind, same.kind].contains(.file))
        #expect([run.kind, same.kind].contains(.hardLink(target: run.kind == .file ? "./bin/run" : "./same")))
        #expect(run.executable)
    }

    @Test(arguments: [false, true]) func zipKeepsUTF8Names(flagged: Bool) throws {
        let folder = try sample()
        try run("zip", ["-q", "-X", "-r", "--symlinks", "../a.zip", "."], in: folder("tree"))
        if flagged { try folder.write("a.zip", Self.flagged(Files.read(folder("a.zip")))) }
        let reader = try ArchiveReader(file: folder("a.zip"), format: .zip)
        var texts: [String: String] = [:]
        while let entry = try reader.next() {
            texts[entry.path] = String(decoding: try reader.readAll(limit: 100), as: UTF8.self)
            if entry.path == "start" { #expect(entry.kind == .link(target: "bin/run")) }
        }
        #expect(texts["grüße.txt"] == "guten Tag\n")
        #expect(texts["bin/run"] == "#!/bin/sh\n")
    }

    /// Sets the bit "names are UTF-8" (general purpose bit 11) in every local and central header, as `jar` does.
    private static func flagged(_ zip: [UInt8]) -> [UInt8] {
        var bytes = zip
        for index in bytes.indices.dropLast(10) {
            if bytes[index..<index + 4].elementsEqual([80, 75, 3, 4]) { bytes[index + 7] |= 8 }
            if bytes[index..<index + 4].elementsEqual([80, 75, 1, 2]) { bytes[index + 9] |= 8 }
        }
        return bytes
    }

    @Test func aDebianPackageGivesItsFiles() throws {
        let folder = try sample()
        try folder.write(
            "tree/DEBIAN/control",
            "Package: sample\nVersion: 1\nArchitecture: all\nMaintainer: nobody <no@localhost>\nDescription: sample\n"
        )
        // Whatever the umask is: dpkg-deb insists.
        try Disk.chmod(folder("tree/DEBIAN"), 0o755)
        for kind in ["xz", "gzip", "none"] {
            let path = folder("sample-\(kind).deb")
            try run("dpkg-deb", ["--root-owner-group", "-Z\(kind)", "-b", "tree", path], in: folder.path)
            let reader = try ArchiveReader(file: path, format: .deb)
            var texts: [String: String] = [:]
            while let entry = try reader.next() {
                texts[entry.path] = String(decoding: try reader.readAll(limit: 100), as: UTF8.self)
            }
            #expect(texts["./grüße.txt"] == "guten Tag\n")
            #expect(texts["./DEBIAN/control"] == nil)
            #expect(texts.keys.contains("./bin/run"))
        }
    }

    @Test func anArWithoutDataIsNoPackage() throws {
        let folder = try TemporaryFolder("archive")
        try folder.write("a.deb", "!<arch>\n")
        #expect(throws: Refusal.self) { try ArchiveReader(file: folder("a.deb"), format: .deb) }
    }

    @Test(arguments: [ArchiveReader.Format.tar, .zip, .deb, .plainTar])
    func nonsenseIsRefusedByName(_ format: ArchiveReader.Format) throws {
        let folder = try TemporaryFolder("archive")
        let path = try folder.write("a", String(repeating: "no archive at all. ", count: 200))
        let refusal = #expect(throws: Refusal.self) {
            let reader = try ArchiveReader(file: path, format: format)
            while try reader.next() != nil {}
        }
        #expect(refusal?.code == .badInput)
        #expect(refusal?.sentence.contains(path) == true)
    }

    @Test func aZipWithADamagedFileIsRefused() throws {
        let folder = try TemporaryFolder("archive")
        try folder.write("tree/a", String(repeating: "0123456789", count: 100))
        try run("zip", ["-q", "-0", "-r", "../a.zip", "a"], in: folder("tree"))
        var bytes = try Files.read(folder("a.zip"))
        bytes[500] ^= 1
        try folder.write("b.zip", bytes)
        let reader = try ArchiveReader(file: folder("b.zip"), format: .zip)
        #expect(try reader.next()?.path == "a")
        #expect(throws: Refusal.self) { try reader.readAll(limit: 10_000) }
    }

    @Test func aTarCutShortIsRefused() throws {
        let bytes = try TarSink.tar { try $0.file("a", [UInt8](repeating: 1, count: 5000), modified: 0) }
        let reader = try ArchiveReader(
            named: "it", format: .plainTar, source: TarSink.source(of: Array(bytes[..<2000])))
        #expect(try reader.next()?.size == 5000)
        #expect(throws: Refusal.self) { try reader.readAll(limit: 10_000) }
    }

    @Test func aNameThatIsNotUTF8IsRefused() throws {
        var bytes = try TarSink.tar { try $0.file("a", [], modified: 0) }
        bytes[0] = 0xff
        // The sum changes with the name: 'a' is 0x61.
        let sum = bytes[..<512].enumerated().reduce(0) { $0 + ((148..<156).contains($1.offset) ? 32 : Int($1.element)) }
        bytes.replaceSubrange(148..<154, with: Array(("000000" + String(sum, radix: 8)).suffix(6).utf8))
        let reader = try ArchiveReader(named: "it", format: .plainTar, source: TarSink.source(of: bytes))
        let refusal = #expect(throws: Refusal.self) { try reader.next() }
        #expect(refusal?.sentence == "it holds a name that is not UTF-8")
    }

    @Test func anErrorOfTheSourceComesThrough() throws {
        struct Broken: Error {}
        #expect(throws: Broken.self) {
            let reader = try ArchiveReader(named: "it", format: .plainTar) { _ in throw Broken() }
            _ = try reader.next()
        }
    }

    @Test func moreThanTheLimitIsNotRead() throws {
        let bytes = try TarSink.tar { try $0.file("a", [UInt8](repeating: 1, count: 5000), modified: 0) }
        let reader = try ArchiveReader(named: "it", format: .plainTar, source: TarSink.source(of: bytes))
        _ = try reader.next()
        #expect(throws: Refusal.self) { try reader.readAll(limit: 4999) }
    }

    @Test func aCompressedTarIsNoPlainOne() throws {
        let bytes = try TarSink.zstd(TarSink.tar { try $0.file("a", [], modified: 0) })
        #expect(throws: Refusal.self) {
            let reader = try ArchiveReader(named: "it", format: .plainTar, source: TarSink.source(of: bytes))
            _ = try reader.next()
        }
    }
}
