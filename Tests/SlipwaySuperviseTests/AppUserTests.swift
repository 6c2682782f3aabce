import Glibc
import SlipwayModel
import SlipwaySupervise
import SlipwaySystem
import SlipwayTesting
import Testing

@Suite struct AppUserTests {
    @Test func onlyTheLeavesAreGivenAwayAndNothingBehindALink() throws {
        guard geteuid() == 0 else { return }
        let folder = try TemporaryFolder("owner")
        let user = try #require(
            try HostUser.named(
                "slipway-shop", in: try folder.write("passwd", "slipway-shop:x:65123:65124::/:/bin/sh\n")))
        let app = AppLayout(folder: folder("apps/shop"))
        let slot = app.slotLayout(1)
        for file in [
            "shared/logs/shop.log", "shared/notes/old/a", "shared/deep/er/b", "shared/other/c", "run/slots/1/token",
            "generations/1/work/d", "generations/1/temp/e",
        ] { try folder.write("apps/shop/" + file, "x") }
        try folder.write("outside/secret", "x")
        try folder.write("twice", "x")
        for path in ["shared/notes/link", "shared/behind"] {
            try Disk.symlink(to: folder("outside"), at: app.folder + "/" + path)
        }
        try Disk.symlink(to: folder("outside/secret"), at: slot.work + "/link")
        try Disk.link(folder("twice"), to: slot.work + "/twice")
        try Disk.makeFIFO(app.logPipe)
        try AppUser.own(slot, ["notes", "deep/er", "behind", "behind/secret", "none"], user)
        func owner(_ path: String) throws -> UInt32? { try Files.facts(folder(path))?.owner }
        for path in [
            "shared/notes", "shared/notes/old/a", "shared/notes/link", "shared/deep/er/b", "run/slots/1/token",
            "run/log.fifo", "generations/1/work", "generations/1/work/link", "generations/1/temp/e",
        ] { #expect(try owner("apps/shop/" + path) == 65123, "\(path)") }
        for path in [
            "shared", "shared/logs", "shared/logs/shop.log", "shared/deep", "shared/other/c", "shared/behind", "run",
            "run/slots", "generations/1", "generations/1/work/twice",
        ] { #expect(try owner("apps/shop/" + path) == 0, "\(path)") }
        #expect(try owner("outside") == 0)
        #expect(try owner("outside/secret") == 0)
    }
}
