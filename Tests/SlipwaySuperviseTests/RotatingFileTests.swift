import SlipwayModel
import SlipwaySupervise
import SlipwaySystem
import SlipwayTesting
import Synchronization
import Testing

@Suite struct RotatingFileTests {
    private func append(_ text: String, to file: RotatingFile) -> Int {
        Array(text.utf8).withUnsafeBytes { file.append($0).count }
    }

    /// Without the line that each piece begins with.
    private func text(_ path: String) throws -> String {
        let text = try Files.text(path)
        let title = try #require(text.split(separator: "\n").first)
        #expect(title.hasPrefix("slipway: ") && title.contains(" the log "))
        return String(text.dropFirst(title.count + 1))
    }

    private func terms(size: Int64 = 16 << 20, age: TimeSpan = .seconds(60), keep: Int = 2) -> ServiceSpec.Logs {
        ServiceSpec.Logs(size: size, age: age, keep: keep)
    }

    @Test func aFullFileIsPutAsideAndTheOldestGoes() throws {
        let folder = try TemporaryFolder()
        let file = RotatingFile(folder("app.log"), terms(size: 4))
        for text in ["one\n", "two\n", "three\n", "four\n"] {
            if file.isDue { #expect(file.putAside()) }
            #expect(append(text, to: file) == 0)
        }
        #expect(try Files.names(in: folder.path) == ["app.log", "app.log.000002", "app.log.000003"])
        #expect(try text(folder("app.log")) == "four\n")
        #expect(try text(folder("app.log.000003")) == "three\n")
        #expect(try text(folder("app.log.000002")) == "two\n")
        #expect(file.shelf.plain() == [folder("app.log.000003"), folder("app.log.000002")])
    }

    @Test func numbersGoOnWhateverFormThePiecesHave() throws {
        let folder = try TemporaryFolder()
        try folder.write("app.log.000007.zst", "")
        try folder.write("app.log.000009", "")
        try folder.write("app.log.10", "not ours\n")
        try folder.write("app.log.000005.zst.123.new", "begun\n")
        let file = RotatingFile(folder("app.log"), terms(size: 1))
        #expect(append("one\n", to: file) == 0)
        #expect(file.putAside())
        #expect(try Files.names(in: folder.path) == ["app.log.000009", "app.log.000010", "app.log.10"])
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
        #expect(try text(folder("moved")) == "one\n")
        #expect(try text(folder("app.log")) == "two\n")
        #expect(try Files.text(folder("victim")) == "its own\n")
        #expect(
            try Files.names(in: folder.path) == ["app.log", "app.log.odd.1", "app.log.odd.2", "moved", "victim"])
    }

    @Test func whatWasThereBeforeCountsAndIsKept() throws {
        let folder = try TemporaryFolder()
        try folder.write("app.log", "old\nhalf")
        let file = RotatingFile(folder("app.log"), terms(size: 6))
        #expect(append("", to: file) == 0 && !file.isDue)
        #expect(append(" of it\n", to: file) == 0)
        #expect(try Files.text(folder("app.log")) == "old\nhalf of it\n")
        #expect(file.isDue && !file.endsInsideLine)
    }

    @Test func aFileMovedAwayIsMadeAnew() throws {
        let folder = try TemporaryFolder()
        let file = RotatingFile(folder("app.log"))
        #expect(append("one\n", to: file) == 0)
        try Disk.rename(folder("app.log"), to: folder("moved"))
        #expect(append("two\n", to: file) == 0)
        #expect(try text(folder("app.log")) == "two\n")
    }

    @Test func whatCannotBeWrittenIsReturned() throws {
        let folder = try TemporaryFolder()
        let file = RotatingFile(folder("none/app.log"))
        #expect(append("lost\n", to: file) == 5)
        try Folders.make(folder("none"))
        #expect(append("kept\n", to: file) == 0)
        #expect(try text(folder("none/app.log")) == "kept\n")
    }

    @Test func aFileIsPutAsideForItsAge() throws {
        let folder = try TemporaryFolder()
        let now = Mutex<Int64>(1_000_000)
        let clock = { now.withLock { $0 } }
        let file = RotatingFile(folder("app.log"), terms(), clock: clock)
        // An empty one never is.
        now.withLock { $0 += 600_000 }
        #expect(!file.isDue)
        #expect(append("one\n", to: file) == 0)
        now.withLock { $0 += 59_999 }
        #expect(!file.isDue)
        now.withLock { $0 += 1 }
        #expect(file.isDue && file.putAside())
        #expect(append("two\n", to: file) == 0 && !file.isDue)
    }

    @Test func anotherWrapperCountsTheAgeOn() throws {
        let folder = try TemporaryFolder()
        let wall = Clock.wall()
        func due(_ begun: Int64) throws -> Bool {
            try folder.write("app.log", "slipway: \(Clock.text(begun)) the log begins\nold\n")
            let file = RotatingFile(folder("app.log"), terms(age: .seconds(3600)), clock: { 0 })
            #expect(append("new\n", to: file) == 0)
            let isDue = file.isDue
            // However far the clock of the host has jumped, once is enough.
            if isDue { #expect(file.putAside()) }
            #expect(append("more\n", to: file) == 0 && !file.isDue)
            return isDue
        }
        #expect(try due(wall - 3_700_000))
        #expect(try due(wall - 400 * 86_400_000))
        #expect(try !due(wall - 3_000_000))
        #expect(try !due(wall + 400 * 86_400_000))
    }

    @Test func aRenameThatFailsLosesNothing() throws {
        let folder = try TemporaryFolder()
        let now = Mutex<Int64>(1_000_000)
        let file = RotatingFile(folder("app.log"), terms(size: 4), clock: { now.withLock { $0 } })
        #expect(append("one\n", to: file) == 0)
        DiskFaults.full(below: folder.path, when: { true }) { #expect(!file.putAside()) }
        // It is not tried at each line.
        #expect(!file.isDue && append("two\n", to: file) == 0)
        now.withLock { $0 += 9_999 }
        #expect(!file.isDue)
        now.withLock { $0 += 1 }
        #expect(file.isDue && file.putAside())
        #expect(try text(folder("app.log.000001")) == "one\ntwo\n")
    }

    /// A program may make files of any name in the folder of its log.
    @Test(arguments: ["app.log.999999999", "app.log.999999999.zst"])
    func aPieceAtTheEndOfAllNumbersIsPassedOver(name: String) throws {
        let folder = try TemporaryFolder()
        for number in [3, 4] { try folder.write("app.log.00000\(number)", "") }
        try folder.write(name, "not ours\n")
        let file = RotatingFile(folder("app.log"), terms(size: 1, keep: 2))
        for text in ["five\n", "six\n"] {
            #expect(append(text, to: file) == 0 && file.putAside())
        }
        #expect(try text(folder("app.log.000005")) == "five\n" && text(folder("app.log.000006")) == "six\n")
        #expect(try Files.names(in: folder.path) == ["app.log.000005", "app.log.000006", name])
        #expect(try Files.text(folder(name)) == "not ours\n")
    }

    @Test func noPieceIsReplacedWhoeverMadeIt() throws {
        let folder = try TemporaryFolder()
        let file = RotatingFile(folder("app.log"), terms(size: 1))
        #expect(append("one\n", to: file) == 0)
        try folder.write("app.log.000001", "not ours\n")
        #expect(file.putAside())
        #expect(try Files.text(folder("app.log.000001")) == "not ours\n")
        #expect(try text(folder("app.log.000002")) == "one\n")
        #expect(throws: SystemError.self) { try Disk.rename(folder("app.log.000002"), toNew: folder("app.log.000001")) }
    }

    @Test func aLineThatWasCutShortIsEndedBeforeTheNext() throws {
        let folder = try TemporaryFolder()
        try folder.write("app.log", "old\nhalf")
        let file = RotatingFile(folder("app.log"))
        #expect(file.endsInsideLine)
        #expect(Array("next\n".utf8).withUnsafeBytes { file.append($0, asNewLine: true).isEmpty })
        #expect(Array("more\n".utf8).withUnsafeBytes { file.append($0, asNewLine: true).isEmpty })
        #expect(try Files.text(folder("app.log")) == "old\nhalf\nnext\nmore\n")
    }
}
