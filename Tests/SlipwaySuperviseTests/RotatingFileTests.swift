import SlipwaySupervise
import SlipwaySystem
import SlipwayTesting
import Testing

@Suite struct RotatingFileTests {
    private func append(_ text: String, to file: RotatingFile) -> Int {
        Array(text.utf8).withUnsafeBytes { file.append($0).count }
    }

    @Test func aFullFileIsPutAsideAndTheOldestGoes() throws {
        let folder = try TemporaryFolder()
        let file = RotatingFile(folder("app.log"), limit: 4, keep: 2)
        for text in ["one\n", "two\n", "three\n", "four\n"] {
            file.rotateIfFull()
            #expect(append(text, to: file) == 0)
        }
        #expect(try Files.names(in: folder.path) == ["app.log", "app.log.1", "app.log.2"])
        #expect(try Files.text(folder("app.log")) == "four\n")
        #expect(try Files.text(folder("app.log.1")) == "three\n")
        #expect(try Files.text(folder("app.log.2")) == "two\n")
    }

    @Test func whatIsNoFileIsPutAsideAndNeverWaitedFor() throws {
        let folder = try TemporaryFolder()
        try folder.write("victim", "its own\n")
        let file = RotatingFile(folder("app.log"))
        try Disk.makeFIFO(folder("app.log"))
        #expect(append("one\n", to: file) == 0)
        // And while it is at work.
        try Disk.rename(folder("app.log"), to: folder("moved"))
        try Disk.symlink(to: "victim", at: folder("app.log"))
        #expect(append("two\n", to: file) == 0)
        #expect(try Files.text(folder("moved")) == "one\n")
        #expect(try Files.text(folder("app.log")) == "two\n")
        #expect(try Files.text(folder("victim")) == "its own\n")
        #expect(
            try Files.names(in: folder.path) == ["app.log", "app.log.odd.1", "app.log.odd.2", "moved", "victim"])
    }

    @Test func whatWasThereBeforeCountsAndIsKept() throws {
        let folder = try TemporaryFolder()
        try folder.write("app.log", "old\n")
        let file = RotatingFile(folder("app.log"), limit: 6, keep: 2)
        #expect(append("new\n", to: file) == 0)
        #expect(try Files.text(folder("app.log")) == "old\nnew\n")
        file.rotateIfFull()
        #expect(append("more\n", to: file) == 0)
        #expect(try Files.text(folder("app.log.1")) == "old\nnew\n")
    }

    @Test func aFileMovedAwayIsMadeAnew() throws {
        let folder = try TemporaryFolder()
        let file = RotatingFile(folder("app.log"))
        #expect(append("one\n", to: file) == 0)
        try Disk.rename(folder("app.log"), to: folder("moved"))
        #expect(append("two\n", to: file) == 0)
        #expect(try Files.text(folder("app.log")) == "two\n")
    }

    @Test func whatCannotBeWrittenIsReturned() throws {
        let folder = try TemporaryFolder()
        let file = RotatingFile(folder("none/app.log"))
        #expect(append("lost\n", to: file) == 5)
        try Folders.make(folder("none"))
        #expect(append("kept\n", to: file) == 0)
        #expect(try Files.text(folder("none/app.log")) == "kept\n")
    }
}
