import SlipwayModel
import SlipwaySystem
import SlipwayTesting
import Testing

extension EndToEnd {
    /// `docs/tour.md` as a newcomer goes it: every `slipway` line in its console blocks is run, and prints what is told.
    @Test func theTourIsTrue() throws {
        let stage = try Stage()
        let home = stage.folder("home")
        try Folders.make(home)
        try Tour(Programs.repository + "/docs/tour.md").play(
            environment: ["HOME": home, "NO_COLOR": "1", "PATH": Programs.folder + ":/usr/bin:/bin"],
            replacing: ["~/node": stage.root, "8090": "\(stage.port)"], folder: Programs.repository)
        #expect(Processes.naming(stage.root).isEmpty)
    }
}
