import SlipwayArchive
import SlipwayModel
import SlipwaySystem
import SlipwayTesting
import Testing

@Suite struct TarWriterTests {
    private static let time: Int64 = 1_577_836_800
    private static let longPath = (0..<6).map { _ in String(repeating: "n", count: 49) }.joined(separator: "/") + "/x"

    @Test func systemTarReadsNamesModesAndTimes() throws {
        let folder = try TemporaryFolder("tar")
        let long = String(repeating: "d", count: 90) + "/" + String(repeating: "f", count: 90)
        let bytes = try TarSink.tar { tar in
            try tar.folder("bin", modified: Self.time)
            try tar.file("bin/run", size: 5, executable: true, modified: Self.time + 7) { sink in
                try Array("hello".utf8).withUnsafeBytes { try sink($0) }
            }
            try tar.file("empty", [], modified: Self.time)
            try tar.file("grüße.txt", Array("ü".utf8), modified: Self.time)
            try tar.file(long, Array("long".utf8), modified: Self.time)
            try tar.file(Self.longPath, Array("longer".utf8), modified: Self.time)
        }
        let path = try folder.write("a.tar", bytes)
        let listed = try Command.run(
            "tar", ["--numeric-owner", "--utc", "--full-time", "--quoting-style=literal", "-tvf", path],
            environment: ["LC_ALL": "C.UTF-8"])
        #expect(listed.errors == "")
        let lines = listed.output.split(separator: "\n").map { $0.split(separator: " ").joined(separator: " ") }
        #expect(
            lines == [
                "drwxr-xr-x 0/0 0 2020-01-01 00:00:00 bin/",
                "-rwxr-xr-x 0/0 5 2020-01-01 00:00:07 bin/run",
                "-rw-r--r-- 0/0 0 2020-01-01 00:00:00 empty",
                "-rw-r--r-- 0/0 2 2020-01-01 00:00:00 grüße.txt",
                "-rw-r--r-- 0/0 4 2020-01-01 00:00:00 \(long)",
                "-rw-r--r-- 0/0 6 2020-01-01 00:00:00 \(Self.longPath)",
            ])
        #expect(Self.longPath.utf8.count > 300)
        try Folders.make(folder("out"))
        #expect(try Command.run("tar", ["-xf", path, "-C", folder("out")]).succeeded)
        #expect(try Files.text(folder("out/bin/run")) == "hello")
        #expect(try Files.text(folder("out/grüße.txt")) == "ü")
        #expect(try Files.text(folder("out/" + Self.longPath)) == "longer")
    }

    @Test func plainNamesNeedNoExtendedHeader() throws {
        let bytes = try TarSink.tar { try $0.file("a/b", Array("x".utf8), modified: Self.time) }
        // One header, one block of content, two at the end.
        #expect(bytes.count == 4 * 512)
        #expect(bytes[156] == 0x30)
        #expect(Array(bytes[257..<265]) == Array("ustar\u{0}00".utf8))
        #expect(Array(bytes[265..<329]).allSatisfy { $0 == 0 })
    }

    @Test func aNameThatIsNotASCIIStandsInAnExtendedHeader() throws {
        let bytes = try TarSink.tar { try $0.file("ü", [], modified: Self.time) }
        #expect(bytes[156] == 0x78)
        #expect(bytes[0..<15].elementsEqual("PaxHeaders/entry".utf8.prefix(15)))
        #expect(bytes[512..<524].elementsEqual(Array("11 path=ü\n".utf8) + [0]))
        #expect(bytes[1024 + 156] == 0x30)
    }

    @Test func eightGibibytesAreAnnouncedInAnExtendedHeader() throws {
        struct Stop: Error {}
        let sink = TarSink()
        let tar = TarWriter { sink.take($0) }
        #expect(throws: Stop.self) {
            try tar.file("big", size: 1 << 33, executable: false, modified: 0) { _ in throw Stop() }
        }
        #expect(String(decoding: sink.bytes[512..<(512 + 19)], as: UTF8.self) == "19 size=8589934592\n")
    }

    @Test(arguments: [4, 6]) func contentOfAnotherSizeIsAnError(_ size: Int64) {
        let error = #expect(throws: ArchiveError.self) {
            _ = try TarSink.tar { tar in
                try tar.file("a", size: size, executable: false, modified: 0) { sink in
                    try Array("hello".utf8).withUnsafeBytes { try sink($0) }
                }
            }
        }
        #expect(error?.subject == "a")
    }

    @Test func ourOwnReaderSeesTheSameEntries() throws {
        let bytes = try TarSink.tar { tar in
            try tar.folder("é", modified: Self.time)
            try tar.file("é/ß", Array("x".utf8), modified: Self.time + 1)
            try tar.file(Self.longPath, Array("yy".utf8), modified: Self.time)
        }
        let reader = try ArchiveReader(named: "it", format: .plainTar, source: TarSink.source(of: bytes, pieces: 700))
        let first = try #require(try reader.next())
        #expect(first == ArchiveEntry(path: "é/", kind: .folder, size: 0, mode: 0o755, modified: Self.time))
        let second = try #require(try reader.next())
        #expect(second == ArchiveEntry(path: "é/ß", kind: .file, size: 1, mode: 0o644, modified: Self.time + 1))
        #expect(try reader.readAll(limit: 10) == Array("x".utf8))
        #expect(try reader.next()?.path == Self.longPath)
        #expect(try reader.readAll(limit: 2) == Array("yy".utf8))
        #expect(try reader.next() == nil)
    }
}
