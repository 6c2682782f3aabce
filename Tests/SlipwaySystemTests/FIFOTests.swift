import Glibc
import SlipwaySystem
import SlipwayTesting
import Testing

@Suite struct FIFOTests {
    @Test func whatWasOfferedIsReadByAnotherAndNeitherEndWaitsNorBreaks() throws {
        let folder = try TemporaryFolder()
        try Disk.makeFIFO(folder("p"))
        let writer = try FIFO.open(folder("p"))
        #expect(FIFO.offer(Array("one".utf8), to: writer))
        let reader = try FIFO.open(folder("p"))
        var room = [UInt8](repeating: 0, count: 10)
        #expect(try room.withUnsafeMutableBytes { try reader.read(into: $0) } == 3)
        let error = try #require(throws: SystemError.self) {
            try room.withUnsafeMutableBytes { try reader.read(into: $0) }
        }
        #expect(error.code == EAGAIN)
    }

    @Test func aFullPipeTakesNothingInsteadOfAPart() throws {
        let folder = try TemporaryFolder()
        try Disk.makeFIFO(folder("p"))
        let pipe = try FIFO.open(folder("p"))
        let piece = [UInt8](repeating: 120, count: 4096)
        var taken = 0
        while FIFO.offer(piece, to: pipe) { taken += 1 }
        #expect(taken > 0)
        #expect(!FIFO.offer([UInt8](repeating: 120, count: 4097), to: pipe))
        FIFO.enlarge(pipe, to: 1 << 20)
        var more = 0
        while FIFO.offer(piece, to: pipe) { more += 1 }
        #expect(more > 0)
    }

    @Test func whatIsNoPipeIsRefused() throws {
        let folder = try TemporaryFolder()
        #expect(throws: SystemError.self) { try FIFO.open(try folder.write("a", "x")) }
        try Disk.makeFIFO(folder("p"))
        try Disk.symlink(to: "p", at: folder("link"))
        #expect(throws: SystemError.self) { try FIFO.open(folder("link")) }
    }
}
