package import SlipwayModel
package import SlipwayObserve
import SlipwaySystem

/// Remembers the latest results of every check, for the evidence: a small ring each.
package struct ProbeHistory: Sendable {
    private struct Entry: Sendable {
        /// Milliseconds since 1970.
        var at: Int64
        var took: Int32
        var incarnation: Int32
        var verdict: ProbeResult.Verdict
        var detail: String
    }

    private struct Ring: Sendable {
        let title: String
        var entries: [Entry] = []
        /// Where the oldest lies, once the ring is full.
        var oldest = 0
    }

    private var rings: [Ring] = []
    /// Results kept of each check.
    package static let depth = 50

    package init() {}

    /// What is kept of other checks goes.
    package mutating func follow(_ checks: [HealthCheck]) {
        guard rings.map(\.title) != checks.map(\.title) else { return }
        rings = checks.map { Ring(title: $0.title) }
    }

    package mutating func note(_ check: Int, _ result: ProbeResult, incarnation: Int, at: Int64) {
        guard rings.indices.contains(check) else { return }
        let entry = Entry(
            at: at, took: Int32(clamping: result.took), incarnation: Int32(clamping: incarnation),
            verdict: result.verdict, detail: String(result.detail.prefix(200)))
        if rings[check].entries.count < Self.depth { return rings[check].entries.append(entry) }
        rings[check].entries[rings[check].oldest] = entry
        rings[check].oldest = (rings[check].oldest + 1) % Self.depth
    }

    package var text: String {
        var lines: [String] = []
        for ring in rings {
            lines.append("\(ring.title):")
            if ring.entries.isEmpty { lines.append("  not asked yet") }
            let ordered = ring.entries[ring.oldest...] + ring.entries[..<ring.oldest]
            for entry in ordered {
                lines.append(
                    "  \(Clock.text(entry.at)) incarnation \(entry.incarnation) \(entry.verdict.rawValue): "
                        + "\(entry.detail) (\(entry.took) ms)")
            }
        }
        return lines.joined(separator: "\n") + "\n"
    }
}
