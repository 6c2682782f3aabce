import SlipwayModel
import SlipwaySystem
import SlipwayTesting
import Testing

extension EndToEnd {
    /// `docs/tour.md` as a newcomer goes it: every `slipway` line in its console blocks is run, and prints what is told.
    @Test func theTourIsTrue() throws {
        let stage = try Stage()
        let home = stage.folder("home")
        try Folders.make(home + "/.local/share/slipway")
        // What the first build would fetch over the network, as the other tests have it already.
        _ = try Releases.bundle("1.0.0")
        for part in ["oci-layout", "images"] {
            expect(try Command.run("cp", ["-a", Releases.store + "/" + part, home + "/.local/share/slipway"]), 0)
        }
        try Tour(Programs.repository + "/docs/tour.md").play(
            environment: [
                "HOME": home, "XDG_CONFIG_HOME": home + "/.config", "NO_COLOR": "1",
                "PATH": Programs.folder + ":/usr/bin:/bin",
            ],
            replacing: ["~/node": stage.root, "8090": "\(stage.port)", "~/.local": home + "/.local"],
            folder: Programs.repository)
        #expect(Processes.naming(stage.root).isEmpty)
    }
}
