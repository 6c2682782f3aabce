/// Decides which incidents go: a crash that repeats itself leaves few, so that it does not push out other causes.
package enum IncidentPlan {
    package struct Entry: Hashable, Sendable {
        package var sequence: Int
        package var cause: String
        /// Milliseconds since 1970.
        package var at: Int64
        /// Without a heap dump.
        package var bytes: Int64
        package init(sequence: Int, cause: String, at: Int64, bytes: Int64) {
            self.sequence = sequence
            self.cause = cause
            self.at = at
            self.bytes = bytes
        }
    }

    /// Of equal causes in a row the first stays, and the latest ones.
    private static let latest = 3
    /// How long a row lasts, in milliseconds.
    private static let hour: Int64 = 3_600_000

    /// Sequence numbers; the newest of all always stays.
    package static func removed(_ all: [Entry], keep: Int, size: Int64) -> [Int] {
        let sorted = all.sorted { $0.sequence < $1.sequence }
        var kept = thinned(sorted)
        while kept.count > 1, kept.count > max(1, keep) || kept.reduce(0, { $0 + $1.bytes }) > size {
            kept.remove(at: victim(kept))
        }
        let left = Set(kept.map(\.sequence))
        return sorted.map(\.sequence).filter { !left.contains($0) }
    }

    private static func thinned(_ sorted: [Entry]) -> [Entry] {
        var kept: [Entry] = []
        var row: [Entry] = []
        for entry in sorted {
            if let first = row.first, first.cause != entry.cause || entry.at - first.at > hour {
                kept += ends(row)
                row = []
            }
            row.append(entry)
        }
        return kept + ends(row)
    }

    private static func ends(_ row: [Entry]) -> [Entry] {
        row.count <= latest + 1 ? row : row.prefix(1) + row.suffix(latest)
    }

    /// The oldest of the cause there is most of; of equals the oldest. Never the newest of all.
    private static func victim(_ kept: [Entry]) -> Int {
        let counts = Dictionary(grouping: kept, by: \.cause).mapValues(\.count)
        let old = kept.indices.dropLast()
        let most = old.map { counts[kept[$0].cause] ?? 0 }.max() ?? 0
        return old.first { counts[kept[$0].cause] == most } ?? 0
    }
}
