import Glibc
import SlipwayModel
import SlipwaySystem
import SlipwayTesting
import Testing

/// Apps that are found on more than one port.
extension EndToEnd {
    @Test func aWebAppOnTwoPortsLosesNoRequestOnEither() throws {
        let stage = try Stage()
        try stage.up()
        let doors = try SampleApp(
            "doors", recipe: SampleApp.samples + "/doors", on: stage, listeners: ["http", "admin"])
        let (http, admin) = (doors.ports["http"] ?? 0, doors.ports["admin"] ?? 0)
        expect(try doors.deploy("1.0.0"), 0)
        let loads = [try Load(http, patience: 60), try Load(admin, patience: 60)]
        expect(try doors.deploy("1.1.0"), 0)
        expect(try stage.slipway("rollback", "doors"), 0)
        for load in loads {
            let sum = try load.end()
            #expect(sum.failed == 0, "\(sum.failures)")
            #expect(sum.answers["1.0.0", default: 0] > 0 && sum.answers["1.1.0", default: 0] > 0)
        }
        let status = try doors.status()
        #expect(status.listen == [.init(name: "http", port: http), .init(name: "admin", port: admin)])
        #expect([status.switch, status.switchReason] == ["overlap", "as its recipe says"])
        try expectProbesOnly(doors)
        try expectChangedPort(doors)
    }

    /// The private port answers what checks and warm-up ask, and nothing else of the app.
    private func expectProbesOnly(_ doors: SampleApp) throws {
        let status = try JSONText.value(WrapperStatus.self, from: try Files.read(doors.layout.status))
        let live = try #require(status.slots.first { $0.admitting })
        let token = try Files.text(doors.layout.slotLayout(live.generation).token)
        let port = try #require(live.privatePort)
        for (path, answer) in [("/health", "200"), ("/?any=1", "200"), ("/counter", "404"), ("/health/", "404")] {
            let result = expect(
                try Command.run(
                    "curl",
                    ["-s", "-o", "/dev/null", "-w", "%{http_code}", "--max-time", "20"]
                        + ["-H", "X-Slipway-Token: " + token, "http://127.0.0.1:\(port)\(path)"]), 0)
            #expect(result.output == answer, "\(path)")
        }
    }

    /// The one that stays loses nothing, the new one serves, and the old one is closed.
    private func expectChangedPort(_ doors: SampleApp) throws {
        let stage = doors.stage
        let holder = try TCPSocket.listen(port: 0)
        let taken = TCPSocket.port(of: holder)
        let refused = expect(try stage.slipway("config", "set", "doors", "listen.admin=\(taken)"), 1)
        #expect(refused.errors.contains("port \(taken) (admin) is taken by "), "\(refused.errors)")

        let (old, fresh) = (doors.ports["http"] ?? 0, try FreePort.any())
        let load = try Load(doors.ports["admin"] ?? 0, patience: 60)
        let told = expect(try stage.slipway("config", "set", "doors", "listen.http=\(fresh)"), 0)
        let sum = try load.end()
        #expect(sum.failed == 0, "\(sum.failures)")
        #expect(Web.get(fresh, "/health") == "OK", "\(told.output)")
        try eventually("the old port is closed") {
            (try? TCPSocket.connectLoopback(port: old, deadline: Clock.monotonic() + 1000)) == nil
        }
        #expect(try doors.status().listen.map(\.port) == [fresh, doors.ports["admin"] ?? 0])
    }
}
