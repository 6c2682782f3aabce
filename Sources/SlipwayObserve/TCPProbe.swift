package import SlipwayModel

/// Connects to one listener.
package final class TCPProbe: Probe {
    private let check: HealthCheck

    package init(_ check: HealthCheck, _ target: ProbeTarget) {
        self.check = check
    }

    package func ask(suspicious: Bool) -> ProbeResult {
        ProbeResult(verdict: .noData, detail: "not known yet", took: 0)
    }
}
