import Glibc
import SlipwayModel
import SlipwaySystem
import SlipwayTesting
import Testing

extension EndToEnd {
    /// After a reboot the apps come back as their recipes' `order:` says, each once those before it are up.
    @Test func aRebootBringsEverythingBackInOrder() throws {
        let stage = try Stage()
        try stage.up()
        // The other way round than their names.
        let orders = ["alpha": 30, "beta": 20, "gamma": 10]
        for (name, order) in orders {
            let bundle = stage.folder("\(name).tar")
            expect(
                try Command.run(
                    Programs.slipway,
                    [
                        "build", SampleApp.samples + "/steady", "--version", "1.0.\(order)", "--store",
                        stage.folder("store"),
                    ]
                        + ["--set", "order=\(order)", "--output", bundle]), 0)
            expect(
                try stage.slipway("deploy", bundle, "--app", name, "--set", "listen.http=\(try FreePort.any())"), 0)
        }
        expect(try stage.slipway("stop", "beta"), 0)
        expect(try stage.slipway("start", "beta"), 0)

        // No process, and a boot id that nobody has seen.
        let layout = NodeLayout(root: stage.root)
        for pid in Processes.naming(stage.root) { kill(pid, SIGKILL) }
        try eventually("all have ended") { Processes.naming(stage.root).isEmpty }
        for name in orders.keys {
            let text = try Files.text(layout.app(name).status)
            try DurableFile.replace(
                layout.app(name).status,
                with: Array(
                    text.replacing(ProcessTable.bootId(), with: "00000000-0000-0000-0000-000000000000").utf8))
        }
        try stage.up()
        func begun(_ name: String) throws -> UInt64 {
            let status = try JSONText.value(WrapperStatus.self, from: try Files.read(layout.app(name).status))
            return status.bootId == ProcessTable.bootId() ? status.slots.last?.process?.startTime ?? 0 : 0
        }
        try eventually("all three are back") { try orders.keys.allSatisfy { try begun($0) > 0 } }
        #expect(try begun("gamma") <= begun("beta") && begun("beta") <= begun("alpha"))
        for name in orders.keys {
            try eventually("\(name) is active") { try stage.slipway("status", name).ending == .exited(0) }
        }
    }
}
