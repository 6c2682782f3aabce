import Glibc
import SlipwaySystem
import SlipwayTesting
import Testing

@Suite struct HeldPlaceTests {
    @Test func aHeldFolderIsEmptiedAndNothingBehindItsLinks() throws {
        let folder = try TemporaryFolder("held")
        try folder.write("all/a/b/c", "x")
        try folder.write("all/a/.d", "x")
        try folder.write("outside/e", "x")
        try Disk.makeFIFO(folder("all/pipe"))
        try Disk.symlink(to: folder("outside"), at: folder("all/a/link"))
        try Folders.removeAllHeld(folder("all"))
        try Folders.removeAllHeld(folder("all"))
        #expect(!Files.exists(folder("all")))
        #expect(Files.exists(folder("outside/e")))
        try Disk.symlink(to: folder("outside"), at: folder("link"))
        try Folders.removeAllHeld(folder("link"))
        #expect(!Files.exists(folder("link")) && Files.exists(folder("outside/e")))
    }

    @Test func whatIsHeldIsMeantWhateverItsNameLeadsTo() throws {
        let folder = try TemporaryFolder("held")
        try folder.write("a/old", "x")
        try folder.write("b/new", "x")
        let held = try #require(try HeldPlace(folder("a")))
        try Disk.rename(folder("a"), to: folder("c"))
        try Disk.symlink(to: folder("b"), at: folder("a"))
        #expect(held.facts.kind == .folder)
        #expect(try held.entries().map(lastName) == ["old"])
        // A link is held itself, and what is given away is the link.
        let link = try #require(try HeldPlace(folder("a")))
        #expect(link.facts.kind == .link)
        #expect(try HeldPlace(folder("none")) == nil)
        guard geteuid() == 0 else { return }
        let user = try #require(try HostUser.named("x", in: try folder.write("passwd", "x:x:65123:65124::/:\n")))
        try Disk.changeOwner(held, folder("a"), user)
        try Disk.changeOwner(link, folder("a"), user)
        #expect(try Files.facts(folder("a"))?.owner == 65123)
        #expect(try Files.facts(folder("c"))?.owner == 65123)
        #expect(try Files.facts(folder("b"))?.owner == 0)
    }
}
