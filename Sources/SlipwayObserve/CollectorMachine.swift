/// Knows which share of the time between two looks a Java VM's collector took.
package struct CollectorMachine: Sendable {
    /// Milliseconds of a clock that never jumps, then the VM's.
    private var looked: (at: Int64, collecting: Double, current: Int64?)?
    /// In percent; nil before there were two looks.
    package private(set) var share: Double?
    /// Looks that follow each other faster than this tell nothing new, in milliseconds.
    private static let least: Int64 = 500

    package init() {}

    package mutating func apply(_ sight: VMSight, at now: Int64) {
        if let last = looked {
            let passed = now - last.at
            if passed < Self.least { return }
            // A collection counts once it is over.
            let isTheSame = sight.current != nil && sight.current == last.current
            let took = isTheSame ? Double(passed) : max(0, sight.collecting - last.collecting)
            share = min(100, took / Double(passed) * 100)
        }
        looked = (now, sight.collecting, sight.current)
    }

    package func judgement(above: Int) -> (verdict: ProbeResult.Verdict, detail: String) {
        guard let share else { return (.noData, "the collector's share of the time shows at the next look") }
        let percent = Percent.of(share, 100)
        return (percent > above ? .fail : .pass, "collector \(percent) % of the time")
    }
}
