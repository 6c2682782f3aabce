import SlipwaySystem
import SlipwayTesting
import Testing

@testable import SlipwayObserve

/// What an app may lay where its own root is looked into.
@Suite struct HostileFileTests {
    @Test func aPipeIsNotWaitedFor() throws {
        let folder = try TemporaryFolder("hostile")
        try Disk.makeFIFO(folder("passwd"))
        #expect(ProcText.read(folder("passwd")) == nil)
        let text = try folder.write("text", "one\ntwo\n")
        #expect(ProcText.lines(text) == ["one", "two"])
        #expect(ProcText.lines("/proc/self/status").isEmpty == false)
    }

    @Test func aFolderOfVeryManyFilesIsNotListedToItsEnd() throws {
        let folder = try TemporaryFolder("many")
        for number in 0..<PerfFile.mostEntries + 100 { _ = try folder.write("hsperfdata_\(number)", "") }
        let names = PerfFile.names(in: folder.path)
        #expect(names.count <= PerfFile.mostEntries && names.count >= PerfFile.mostEntries - 2)
        #expect(PerfFile.names(in: folder("none")).isEmpty)
    }
}
