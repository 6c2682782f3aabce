import SlipwayModel
import SlipwayObserve
import SlipwaySystem
import Testing

@Suite struct TCPProbeTests {
    private func ask(_ name: String, _ port: Int, privatePort: Int? = nil) -> ProbeResult {
        var check = HealthCheck(timeout: .seconds(20))
        check.tcp = name
        let target = ProbeTarget(
            ports: [.init(name: "web", port: 1), .init(name: "admin", port: port)], privatePort: privatePort,
            release: "/", environment: [:], shared: "/", log: "/log")
        return Probing.probe(check, target).ask(suspicious: false)
    }

    @Test func aListenerThatTakesAConnectionIsWell() throws {
        let listener = try TCPSocket.listen(port: 0)
        let result = ask("admin", TCPSocket.port(of: listener))
        #expect(result.verdict == .pass)
        #expect(result.detail == "connected in \(result.took) ms")
        #expect(ask("web", 1, privatePort: TCPSocket.port(of: listener)).verdict == .pass)
    }

    @Test func oneThatRefusesIsNotAndOneThatIsUnknownSaysNothing() throws {
        let result = ask("web", 2)
        #expect(result.verdict == .fail)
        #expect(result.detail == "no connection to port 1: connection refused")
        #expect(ask("other", 2).verdict == .noData)
    }
}
