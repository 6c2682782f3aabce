import Glibc
import SlipwaySystem
import SlipwayTesting
import Testing

@Suite struct HostileFolderTests {
    @Test func aFileIsSeenAndWhatIsNotThereIsNothing() throws {
        let folder = try TemporaryFolder("hostile")
        try folder.write("state/deep/beat", "12")
        #expect(try HostileFolder.facts("state/deep/beat", below: folder.path)?.size == 2)
        #expect(try HostileFolder.facts("state/deep", below: folder.path)?.kind == .folder)
        #expect(try HostileFolder.facts("state/none", below: folder.path) == nil)
        #expect(try HostileFolder.facts("none/beat", below: folder.path) == nil)
        #expect(try HostileFolder.facts("beat", below: folder("none")) == nil)
    }

    @Test func aLinkIsSeenAndNeverFollowed() throws {
        let folder = try TemporaryFolder("hostile")
        try folder.write("secret/beat", "12")
        try Folders.make(folder("state"))
        try Disk.symlink(to: folder("secret"), at: folder("state/deep"))
        try Disk.symlink(to: folder("secret/beat"), at: folder("state/beat"))
        #expect(try HostileFolder.facts("state/beat", below: folder.path)?.kind == .link)
        #expect(throws: SystemError("look at", "state/deep/beat", ENOTDIR)) {
            try HostileFolder.facts("state/deep/beat", below: folder.path)
        }
    }

    @Test(arguments: ["/etc/passwd", "../beat", "state/../../beat", ""])
    func aPathThatLeavesTheFolderIsRefused(_ path: String) throws {
        let folder = try TemporaryFolder("hostile")
        #expect(throws: SystemError("look at", path, EINVAL)) { try HostileFolder.facts(path, below: folder.path) }
    }
}
