import SlipwayCrypto
import SlipwayModel
import SlipwaySystem
import SlipwayTesting
import Testing

@Suite struct HashQueueTests {
    @Test func digestsAreThoseOfTheBytesInTheirOrder() throws {
        let queue = try HashQueue()
        let (whole, even) = (SHA256(), SHA256())
        var (all, some): ([UInt8], [UInt8]) = ([], [])
        for number in 0..<2000 {
            let piece = [UInt8](repeating: UInt8(number % 251), count: number * 7 % 30_000)
            all += piece
            if number % 2 == 0 { some += piece }
            piece.withUnsafeBytes { bytes in
                if number % 2 == 0 { queue.add(bytes, to: whole, even) } else { queue.add(bytes, to: whole) }
            }
        }
        queue.drain()
        #expect(whole.finish() == Hashing.sha256(all))
        #expect(even.finish() == Hashing.sha256(some))
    }

    @Test func drainingNothingReturnsAtOnceAndWorkGoesOnAfterwards() throws {
        let queue = try HashQueue()
        let hash = SHA256()
        queue.drain()
        for text in ["a", "b", "c"] {
            Array(text.utf8).withUnsafeBytes { queue.add($0, to: hash) }
            queue.drain()
        }
        #expect(hash.finish() == Hashing.sha256(Array("abc".utf8)))
    }

    @Test func manyFilesAreHashedInTheirOrder() throws {
        let folder = try TemporaryFolder("hashes")
        let paths = try (0..<50).map { try folder.write("f\($0)", String(repeating: "x", count: $0)) }
        let found = try Hashing.sha256(files: paths)
        #expect(found.map(\.size) == (0..<50).map { Int64($0) })
        #expect(found.map(\.digest) == (0..<50).map { Hashing.sha256([UInt8](repeating: 120, count: $0)) })
        #expect(try Hashing.sha256(files: []).isEmpty)
    }

    @Test func theFirstFileThatCannotBeReadIsNamed() throws {
        let folder = try TemporaryFolder("hashes")
        let good = try folder.write("good", "x")
        let error = #expect(throws: SystemError.self) {
            try Hashing.sha256(files: [good, folder("missing"), good, folder("other")])
        }
        #expect(error?.subject == folder("missing"))
    }
}
