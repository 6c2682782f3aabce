import SlipwayCrypto
import SlipwayModel
import SlipwayStore
import SlipwaySystem
import SlipwayTesting
import Synchronization
import Testing

@Suite struct KnownFilesTests {
    private let folder: TemporaryFolder
    private let store: DirectoryStore

    init() throws {
        folder = try TemporaryFolder("known")
        store = try DirectoryStore(at: folder("store"))
    }

    /// Asked once for each file that is read.
    private final class Reads: Sendable {
        let count = Mutex(0)
        let ahead: Int64
        /// `ahead`: milliseconds by which its clock is before that of the files.
        init(ahead: Int64) { self.ahead = ahead }

        func known(_ store: DirectoryStore) -> KnownFiles {
            KnownFiles(store) { [self] in
                count.withLock { $0 += 1 }
                return Clock.wall() + ahead
            }
        }
        var all: Int { count.withLock { $0 } }
    }

    @Test func aFileNobodyHasTouchedIsNotReadAgain() throws {
        let paths = try (0..<20).map { try folder.write("f\($0)", String(repeating: "x", count: $0)) }
        let reads = Reads(ahead: 10_000)
        let first = reads.known(store)
        let found = try first.digests(of: paths)
        #expect(found.map(\.size) == (0..<20).map { Int64($0) })
        #expect(found.map(\.digest) == (0..<20).map { Hashing.sha256([UInt8](repeating: 120, count: $0)) })
        #expect(reads.all == 20)
        first.keep()
        let again = try reads.known(store).digests(of: paths.reversed())
        #expect(again.map(\.digest) == found.map(\.digest).reversed())
        #expect(reads.all == 20)
    }

    @Test func aFileOfAnotherSizeTimeOrNumberIsReadAgain() throws {
        let path = try folder.write("a", "one")
        let reads = Reads(ahead: 10_000)
        func digest() throws -> [String] {
            let known = reads.known(store)
            defer { known.keep() }
            return try known.digests(of: [path]).map(\.digest.hex)
        }
        let one = try digest()
        try folder.write("a", "three")
        #expect(try digest() == [Hashing.sha256(Array("three".utf8)).hex])
        try Disk.setTime(path, seconds: 1000)
        #expect(try digest() == [Hashing.sha256(Array("three".utf8)).hex])
        #expect(reads.all == 3)
        try folder.write("b", "one")
        try Disk.rename(folder("b"), to: path)
        #expect(try digest() == one)
        #expect(reads.all == 4)
        #expect(try digest() == one)
        #expect(reads.all == 4)
    }

    @Test func anEditInTheSameTickOfTheClockIsSeen() throws {
        let path = folder("a")
        let reads = Reads(ahead: 0)
        for number in 0..<300 {
            let text = number % 2 == 0 ? "even" : "odd."
            try folder.write("a", text)
            // A size as before and a time long past: all that could tell is the time of the change.
            try Disk.setTime(path, seconds: 1000)
            let known = reads.known(store)
            #expect(try known.digests(of: [path])[0].digest == Hashing.sha256(Array(text.utf8)))
            known.keep()
        }
        #expect(reads.all == 300)
    }

    @Test func timesThatLieInTheFutureVouchForNothing() throws {
        let path = try folder.write("a", "text")
        let reads = Reads(ahead: -3_600_000)
        for _ in 0..<2 {
            let known = reads.known(store)
            _ = try known.digests(of: [path])
            known.keep()
        }
        #expect(reads.all == 2)
    }

    @Test func whatIsDamagedIsForgotten() throws {
        let path = try folder.write("a", "text")
        let reads = Reads(ahead: 10_000)
        let known = reads.known(store)
        let found = try known.digests(of: [path]).map(\.digest)
        known.keep()
        let note = folder("store/cache/") + (try Files.names(in: folder("store/cache"))[0])
        let bytes = try Files.read(note)
        for place in [0, 40, 64, 70, bytes.count - 2] {
            var damaged = bytes
            damaged[place] ^= 1
            try DurableFile.replaceVolatile(note, with: damaged)
            #expect(try reads.known(store).digests(of: [path]).map(\.digest) == found)
        }
        #expect(reads.all == 6)
        try DurableFile.replaceVolatile(note, with: bytes)
        #expect(try reads.known(store).digests(of: [path]).map(\.digest) == found)
        #expect(reads.all == 6)
    }

    @Test func theFirstFileThatCannotBeReadIsNamed() throws {
        let good = try folder.write("good", "x")
        let error = #expect(throws: SystemError.self) {
            try KnownFiles(store).digests(of: [good, folder("missing"), good, folder("other")])
        }
        #expect(error?.subject == folder("missing"))
    }

    @Test func aLinkIsWhatItLeadsTo() throws {
        try folder.write("a", "one")
        try folder.write("b", "two")
        try Disk.symlink(to: "a", at: folder("link"))
        let reads = Reads(ahead: 10_000)
        let known = reads.known(store)
        #expect(try known.digests(of: [folder("link")])[0].digest == Hashing.sha256(Array("one".utf8)))
        known.keep()
        try Disk.unlink(folder("link"))
        try Disk.symlink(to: "b", at: folder("link"))
        #expect(try reads.known(store).digests(of: [folder("link")])[0].digest == Hashing.sha256(Array("two".utf8)))
    }
}
