import Glibc
import SlipwayModel
import SlipwaySupervise
import SlipwaySystem
import SlipwayTesting
import Testing

@Suite struct PieceCompressionTests {
    private let lines = (0..<5000).map { "line \($0) of a piece that is put aside" }

    private func shelf() throws -> TemporaryFolder {
        let folder = try TemporaryFolder()
        try folder.write("app.log.000004", lines.map { $0 + "\n" }.joined())
        try folder.write("app.log", "present\n")
        return folder
    }

    @Test func aPieceIsReplacedByASmallerOneOfTheSameAge() throws {
        let folder = try shelf()
        try Disk.setTime(folder("app.log.000004"), seconds: 1_700_000_000)
        try PieceCompression.run(folder("app.log.000004"))
        #expect(try Files.names(in: folder.path) == ["app.log", "app.log.000004.zst"])
        let facts = try #require(try Files.facts(folder("app.log.000004.zst")))
        #expect(facts.modified == 1_700_000_000 && facts.size < 40_000 && facts.mode == 0o640)
        #expect(try PieceReader.lines(folder("app.log")) == lines + ["present"])
    }

    /// Dead from its n-th change of a file on, for every n, and tried again after it.
    @Test(arguments: [ENOSPC, EIO]) func whereverItEndsEachLineIsThereOnce(_ code: Int32) throws {
        var number = 1
        while true {
            let folder = try shelf()
            let calls = DiskFaults.failing(number, below: folder.path, code: code, dead: true) {
                try? PieceCompression.run(folder("app.log.000004"))
            }
            #expect(try PieceReader.lines(folder("app.log")) == lines + ["present"], "change \(number)")
            if calls < number { break }
            // What a new wrapper does.
            let shelf = LogShelf(folder("app.log"))
            shelf.clear()
            for path in shelf.plain() { try PieceCompression.run(path) }
            #expect(try Files.names(in: folder.path) == ["app.log", "app.log.000004.zst"])
            #expect(try PieceReader.lines(folder("app.log")) == lines + ["present"])
            number += 1
        }
        #expect(number > 7)
    }

    @Test func aFullDiskLeavesThePlainPieceAlone() throws {
        let folder = try shelf()
        _ = DiskFaults.full(below: folder.path, when: { true }) {
            #expect(throws: SystemError.self) { try PieceCompression.run(folder("app.log.000004")) }
        }
        #expect(try Files.names(in: folder.path) == ["app.log", "app.log.000004"])
    }

    /// A wrapper that was upgraded in place finds the compression that it began before.
    @Test func whatAnotherIsAtWorkOnIsLeftToIt() throws {
        let folder = try shelf()
        try folder.write("app.log.000004.zst.77.new", "begun\n")
        try folder.write("app.log.000003.zst.76.new", "begun\n")
        var other: OpenFile? = try PlainFile.read(folder("app.log.000004"))
        try #require(flock(try #require(other).fd, LOCK_EX | LOCK_NB) == 0)
        LogShelf(folder("app.log")).clear()
        #expect(throws: SystemError.self) { try PieceCompression.run(folder("app.log.000004")) }
        #expect(
            try Files.names(in: folder.path) == ["app.log", "app.log.000004", "app.log.000004.zst.77.new"])
        other = nil
        LogShelf(folder("app.log")).clear()
        try PieceCompression.run(folder("app.log.000004"))
        #expect(try Files.names(in: folder.path) == ["app.log", "app.log.000004.zst"])
        #expect(try PieceReader.lines(folder("app.log")) == lines + ["present"])
    }

    @Test func whatIsNoFileIsNotFollowed() throws {
        let folder = try TemporaryFolder()
        try folder.write("secret", "of somebody else\n")
        try Disk.symlink(to: "secret", at: folder("app.log.000001"))
        try Disk.makeFIFO(folder("app.log.000002"))
        for path in LogShelf(folder("app.log")).plain() {
            #expect(throws: SystemError.self) { try PieceCompression.run(path) }
        }
        #expect(try Files.names(in: folder.path) == ["app.log.000001", "app.log.000002", "secret"])
    }

    @Test func theWrapperDoesItInAProcessOfItsOwn() throws {
        let folder = try shelf()
        try folder.write("app.log.000005", "damaged\n")
        let compressor = PieceCompressor(program: try #require(WrapperRig.program, "slipway-wrapper is not built"))
        compressor.want([folder("none"), folder("app.log.000005"), folder("app.log.000004")])
        while compressor.isBusy { compressor.advance(waiting: -1) }
        #expect(
            try Files.names(in: folder.path) == ["app.log", "app.log.000004.zst", "app.log.000005.zst"])
    }
}
