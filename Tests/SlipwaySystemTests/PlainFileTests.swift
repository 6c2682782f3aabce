import Glibc
import SlipwaySystem
import SlipwayTesting
import Testing

@Suite struct PlainFileTests {
    @Test func aPipeIsRefusedAtOnce() throws {
        let folder = try TemporaryFolder()
        try Disk.makeFIFO(folder("pipe"))
        #expect(throws: SystemError.self) { try PlainFile.read(folder("pipe")) }
        #expect(throws: SystemError.self) { try PlainFile.append(folder("pipe"), mode: 0o600) }
    }

    @Test func aLinkAndAFolderAreRefused() throws {
        let folder = try TemporaryFolder()
        try folder.write("file", "text")
        try Disk.symlink(to: "file", at: folder("link"))
        #expect(throws: SystemError("open", folder("link"), ELOOP)) { try PlainFile.read(folder("link")) }
        #expect(throws: SystemError("open", folder("link"), ELOOP)) {
            try PlainFile.append(folder("link"), mode: 0o600)
        }
        #expect(throws: SystemError("open as a file", folder.path, EINVAL)) { try PlainFile.read(folder.path) }
    }

    @Test func aFileIsReadAndAppendedTo() throws {
        let folder = try TemporaryFolder()
        for text in ["one\n", "two\n"] {
            try Disk.write(Array(text.utf8), to: try PlainFile.append(folder("file"), mode: 0o640), folder("file"))
        }
        #expect(try PlainFile.read(folder("file")).readAll(limit: 100) == Array("one\ntwo\n".utf8))
        #expect(try Files.facts(folder("file"))?.mode == 0o640)
    }
}
