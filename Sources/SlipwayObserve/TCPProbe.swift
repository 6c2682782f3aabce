package import SlipwayModel
import SlipwaySystem

/// Connects to one listener and closes the connection at once.
package final class TCPProbe: Probe {
    private let port: Int?
    private let timeout: TimeSpan

    package init(_ check: HealthCheck, _ target: ProbeTarget) {
        port = target.port(of: check.tcp)
        timeout = check.timeout
    }

    package func ask(suspicious: Bool) -> ProbeResult {
        guard let port else { return ProbeResult(verdict: .noData, detail: "no port to ask is known yet", took: 0) }
        let begun = Clock.monotonic()
        do {
            _ = try Wire(port: port, secure: nil, Wire.Time(timeout))
            let took = Clock.monotonic() - begun
            return ProbeResult(verdict: .pass, detail: "connected in \(took) ms", took: took)
        } catch {
            return ProbeResult(verdict: .fail, detail: "\(error)", took: Clock.monotonic() - begun)
        }
    }
}
