package import SlipwayModel

/// Looks whether a file changes often enough.
package final class HeartbeatProbe: Probe {
    private let check: HealthCheck

    package init(_ check: HealthCheck, _ target: ProbeTarget) {
        self.check = check
    }

    package func ask(suspicious: Bool) -> ProbeResult {
        ProbeResult(verdict: .noData, detail: "not known yet", took: 0)
    }
}
