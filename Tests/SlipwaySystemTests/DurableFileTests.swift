import Glibc
import SlipwaySystem
import SlipwayTesting
import Synchronization
import Testing

/// One after the other: the fault layer is one for the whole process.
@Suite(.serialized) struct DurableFileTests {
    private static let changes = 5

    /// Fails the n-th change below a folder with ENOSPC while `body` runs.
    private func failing(_ number: Int, below folder: String, _ body: () throws -> Void) throws {
        let count = Mutex(0)
        Seam.install { change, path in
            guard path.hasPrefix(folder) else { return .proceed }
            let isTheOne = count.withLock {
                $0 += 1
                return $0 == number
            }
            if isTheOne { throw SystemError(change.rawValue, path, ENOSPC) }
            return .proceed
        }
        defer { Seam.install(nil) }
        try body()
    }

    @Test func aFileIsReplacedWithItsMode() throws {
        let folder = try TemporaryFolder()
        try DurableFile.replace(folder("a"), with: Array("one".utf8), mode: 0o600)
        try DurableFile.replace(folder("a"), with: Array("two".utf8), mode: 0o640)
        #expect(try Files.text(folder("a")) == "two")
        let line = try Files.text("/proc/self/status").split(separator: "\n").first { $0.hasPrefix("Umask:") }
        let mask = try #require(line?.split(separator: "\t").last.flatMap { UInt32($0, radix: 8) })
        #expect(try Files.facts(folder("a"))?.mode == 0o640 & ~mask)
        #expect(try Files.names(in: folder.path) == ["a"])
    }

    @Test func afterAFailureAtAnyChangeTheFileIsWholeAndNothingIsLeftBeside() throws {
        for number in 1...Self.changes {
            let folder = try TemporaryFolder()
            try DurableFile.replace(folder("a"), with: Array("old".utf8))
            try failing(number, below: folder.path) {
                #expect(throws: SystemError.self) { try DurableFile.replace(folder("a"), with: Array("new".utf8)) }
            }
            // Only the last change, the folder's sync, comes after the new content is in place.
            #expect(try Files.text(folder("a")) == (number < Self.changes ? "old" : "new"))
            #expect(try Files.names(in: folder.path) == ["a"])
        }
    }

    @Test func aReplacementIsExactlyTheKnownChanges() throws {
        let folder = try TemporaryFolder()
        try failing(Self.changes + 1, below: folder.path) {
            try DurableFile.replace(folder("a"), with: Array("new".utf8))
        }
        #expect(try Files.text(folder("a")) == "new")
    }

    @Test func aVolatileReplacementIsWholeForItsReaders() throws {
        let folder = try TemporaryFolder()
        for text in ["a long one", "short"] {
            try DurableFile.replaceVolatile(folder("a"), with: Array(text.utf8))
            #expect(try Files.text(folder("a")) == text)
        }
        try failing(3, below: folder.path) {
            #expect(throws: SystemError.self) { try DurableFile.replaceVolatile(folder("a"), with: Array("x".utf8)) }
        }
        #expect(try Files.text(folder("a")) == "short")
    }

    @Test func aFileInAFolderThatIsMissingIsAnErrorThatNamesIt() throws {
        let folder = try TemporaryFolder()
        let error = try #require(throws: SystemError.self) { try DurableFile.replace(folder("no/a"), with: []) }
        #expect(error.isMissing)
        #expect(error.description.contains(folder("no/a")))
    }

    @Test func aLinkAlwaysPointsSomewhereWhateverFails() throws {
        for number in 1...3 {
            let folder = try TemporaryFolder()
            try AtomicLink.point(folder("current"), to: "old")
            try failing(number, below: folder.path) {
                #expect(throws: SystemError.self) { try AtomicLink.point(folder("current"), to: "new") }
            }
            #expect(try Files.linkTarget(folder("current")) == (number < 3 ? "old" : "new"))
            try AtomicLink.point(folder("current"), to: "newer")
            #expect(try Files.linkTarget(folder("current")) == "newer")
            #expect(try Files.names(in: folder.path) == ["current"])
        }
    }

    @Test func aLinkToAFolderIsReplacedAndNotEntered() throws {
        let folder = try TemporaryFolder()
        try Folders.make(folder("one"))
        try AtomicLink.point(folder("current"), to: "one")
        try AtomicLink.point(folder("current"), to: "two")
        #expect(try Files.linkTarget(folder("current")) == "two")
        #expect(try Files.names(in: folder("one")) == [])
        try AtomicLink.remove(folder("current"))
        try AtomicLink.remove(folder("current"))
        #expect(!Files.exists(folder("current")))
    }
}
