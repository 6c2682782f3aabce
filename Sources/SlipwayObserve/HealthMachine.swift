import SlipwayModel

/// Counts a check's passes and failures in a row; the one place that says what they amount to.
package struct HealthMachine: Equatable, Sendable {
    /// Failures in a row that condemn, and passes in a row that acquit.
    package let threshold: Int
    package private(set) var passes = 0
    package private(set) var failures = 0

    package init(threshold: Int) { self.threshold = max(1, threshold) }

    package mutating func apply(_ verdict: ProbeResult.Verdict) {
        switch verdict {
        case .pass:
            passes = min(passes + 1, threshold)
            failures = 0
        case .fail:
            failures = min(failures + 1, threshold)
            passes = 0
        }
    }

    package var isCondemned: Bool { failures >= threshold }
    package var isAcquitted: Bool { passes >= threshold }
}
