package import SlipwayModel

/// Looks for a text in what a program prints.
package final class LogProbe: Probe {
    private let check: HealthCheck

    package init(_ check: HealthCheck, _ target: ProbeTarget) {
        self.check = check
    }

    package func ask(suspicious: Bool) -> ProbeResult {
        ProbeResult(verdict: .noData, detail: "not known yet", took: 0)
    }
}
