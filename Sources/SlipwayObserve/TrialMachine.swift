/// Decides a gate or a trial from what is seen, with the time passed in (milliseconds of a clock that never jumps).
/// A gate passes as soon as every check has passed often enough, and may fail meanwhile; a trial is lost at the first
/// condemned check, and won when its window is over and every check stands acquitted.
package struct TrialMachine: Equatable, Sendable {
    package enum Kind: Equatable, Sendable {
        case gate
        case trial
    }

    package enum Verdict: Equatable, Sendable {
        case passed
        case failed(reason: String)
    }

    package enum Event: Equatable, Sendable {
        case probed(check: Int, ProbeResult.Verdict, detail: String)
        /// The process ended, was replaced, or said that it cannot start.
        case died(reason: String)
        case tick
    }

    package let kind: Kind
    /// When a trial's window ends.
    package let windowEnd: Int64
    /// When waiting for a verdict ends.
    package let deadline: Int64
    package private(set) var checks: [HealthMachine]
    package private(set) var verdict: Verdict?
    private var lastFailure: [String?]

    package init(kind: Kind, checks: [HealthMachine], windowEnd: Int64, deadline: Int64) {
        self.kind = kind
        self.windowEnd = windowEnd
        self.deadline = deadline
        self.checks = checks
        lastFailure = checks.map { _ in nil }
    }

    package mutating func apply(_ event: Event, at now: Int64) {
        guard verdict == nil else { return }
        switch event {
        case .died(let reason): verdict = .failed(reason: reason)
        case .probed(let check, let result, let detail):
            guard checks.indices.contains(check) else { return }
            checks[check].apply(result)
            if result != .pass { lastFailure[check] = detail }
            if kind == .trial, checks[check].isCondemned {
                let times = checks[check].failures
                verdict = .failed(reason: times == 1 ? detail : "\(detail), \(times) times in a row")
            } else {
                judge(now)
            }
        case .tick: judge(now)
        }
    }

    private mutating func judge(_ now: Int64) {
        let acquitted = checks.allSatisfy(\.isAcquitted)
        if acquitted, kind == .gate || now >= windowEnd {
            verdict = .passed
        } else if now >= deadline {
            verdict = .failed(reason: overdue)
        }
    }

    private var overdue: String {
        guard let open = checks.firstIndex(where: { !$0.isAcquitted }) else { return "the time was up" }
        return "not healthy when the time was up: " + (lastFailure[open] ?? "no answer to judge by")
    }
}
