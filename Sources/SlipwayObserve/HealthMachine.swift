package import SlipwayModel

/// Counts a check's passes and failures in a row; the one place that says what they amount to.
package struct HealthMachine: Equatable, Sendable {
    /// Failures in a row that condemn, and passes in a row that acquit.
    package let threshold: Int
    /// What an ask without data counts as.
    package let silence: HealthCheck.Silence
    package private(set) var passes = 0
    package private(set) var failures = 0
    /// It has had no data so far.
    package private(set) var isSilent = true

    package init(threshold: Int, silence: HealthCheck.Silence = .fail) {
        self.threshold = max(1, threshold)
        self.silence = silence
    }

    package mutating func apply(_ verdict: ProbeResult.Verdict) {
        switch verdict {
        case .pass:
            isSilent = false
            passes = min(passes + 1, threshold)
            failures = 0
        case .fail:
            isSilent = false
            count()
        case .noData:
            switch silence {
            case .fail: count()
            case .ignore: break
            }
        }
    }

    private mutating func count() {
        failures = min(failures + 1, threshold)
        passes = 0
    }

    package var isCondemned: Bool { failures >= threshold }
    /// What nobody can tell, and need not, stands in nobody's way.
    package var isAcquitted: Bool { passes >= threshold || (isSilent && silence == .ignore) }
}
