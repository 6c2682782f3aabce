import SlipwayArchive
import SlipwaySystem
import SlipwayTesting
import Testing

@Suite struct ZipDirectoryTests {
    private let folder: TemporaryFolder
    private let archive: [UInt8]

    init() throws {
        folder = try TemporaryFolder("zip")
        for name in ["one.txt", "drei.txt", "two.bin"] {
            try folder.write(name, Array(repeating: UInt8(name.utf8.count), count: 5000))
        }
        let made = try Command.run(
            "sh", ["-c", "cd '\(folder.path)' && mkdir sub && zip -q -X a.zip one.txt drei.txt sub two.bin"])
        try #require(made.succeeded, "\(made.errors)")
        archive = try Files.read(folder("a.zip"))
    }

    private func directory(_ bytes: [UInt8]) throws -> ZipDirectory? {
        try ZipDirectory(OpenFile.read(folder.write("b.zip", bytes)))
    }

    @Test func theEntriesAreAllBytesBeforeTheDirectory() throws {
        let entries = try #require(try directory(archive)).entries
        #expect(
            entries.map { String(decoding: $0.name, as: UTF8.self) } == ["one.txt", "drei.txt", "sub/", "two.bin"])
        #expect(entries[0].piece.lowerBound == 0)
        for (entry, next) in zip(entries, entries.dropFirst()) {
            #expect(entry.piece.upperBound == next.piece.lowerBound)
        }
        let records = entries.reduce(0) { $0 + $1.record.count }
        #expect(Int(entries[3].piece.upperBound) + records + 22 == archive.count)
    }

    @Test func aRecordSaysNothingOfThePlaceOfItsEntry() throws {
        let made = try Command.run("sh", ["-c", "cd '\(folder.path)' && zip -q -X c.zip two.bin one.txt"])
        try #require(made.succeeded)
        let other = try #require(try directory(Files.read(folder("c.zip")))).entries
        let entries = try #require(try directory(archive)).entries
        #expect(other[1].record == entries[0].record && other[1].piece != entries[0].piece)
    }

    @Test func whatLeavesAQuestionIsNotRead() throws {
        #expect(try directory([]) == nil)
        #expect(try directory(Array("no zip".utf8)) == nil)
        #expect(try directory(Array("#!/bin/sh\n".utf8) + archive) == nil)
        #expect(try directory(archive + [0]) == nil)
        #expect(try directory(Array(archive.dropLast())) == nil)
    }

    /// Else the content of an entry could depend on bytes outside of its piece.
    @Test func aHeaderThatDisagreesWithTheDirectoryLeavesAQuestion() throws {
        #expect(try directory(archive) != nil)
        // Compressed size, length of the name, length of what follows it, the name.
        for place in [18, 26, 29, 30] {
            var crooked = archive
            crooked[place] ^= 0x21
            #expect(try directory(crooked) == nil, "\(place)")
        }
    }

    /// Who reads a zip may find another directory in it.
    @Test func aCommentLeavesAQuestion() throws {
        var commented = archive + [65]
        commented[archive.count - 2] = 1
        #expect(try directory(commented) == nil)
    }

    @Test func noDamageIsFatal() throws {
        for place in stride(from: 0, to: archive.count, by: 3) {
            var damaged = archive
            damaged[place] ^= 0xff
            let pieces = try directory(damaged)?.entries.map(\.piece) ?? []
            #expect(pieces.allSatisfy { $0.lowerBound >= 0 && $0.upperBound <= Int64(archive.count) })
        }
    }
}
