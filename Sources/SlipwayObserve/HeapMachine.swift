/// Knows from many looks how much of a Java VM's heap stays in use after a full collection.
package struct HeapMachine: Equatable, Sendable {
    /// Bytes in use after the latest full collection, at most; nil before one was seen.
    package private(set) var afterCollection: Int64?
    private var collections: Int64?
    /// What was in use at the latest looks that had a full collection before them: what stays is no more than that.
    private var bounds: [Int64] = []
    private static let enough = 3

    package init() {}

    package mutating func apply(_ sight: VMSight) {
        let hasCollected = collections.map { sight.fullCollections > $0 } ?? false
        collections = sight.fullCollections
        if sight.isFresh {
            afterCollection = sight.oldUsed
            bounds = []
            return
        }
        if hasCollected {
            bounds = bounds.suffix(Self.enough - 1) + [sight.oldUsed]
            // One look may fall just before the next collection; all of them hardly ever do.
            if bounds.count == Self.enough { afterCollection = bounds.min() }
        }
        // What is free by now cannot be in use for good.
        afterCollection = afterCollection.map { min($0, sight.oldUsed) }
    }

    /// `above`: the highest share of the heap, in percent, that is well.
    package func judgement(_ sight: VMSight, above: Int) -> (verdict: ProbeResult.Verdict, detail: String) {
        guard let afterCollection else {
            return (.pass, "heap \(Percent.of(sight.oldUsed, sight.oldMax)) % in use, no full collection yet")
        }
        let share = Percent.of(afterCollection, sight.oldMax)
        return (share > above ? .fail : .pass, "heap \(share) % after collection")
    }
}

/// Shares of a whole, rounded up, so that what is above a limit also reads so.
enum Percent {
    static func of(_ part: Int64, _ whole: Int64) -> Int {
        whole <= 0 ? 0 : of(Double(part), Double(whole))
    }

    static func of(_ part: Double, _ whole: Double) -> Int {
        guard whole > 0, part > 0 else { return 0 }
        return Int(min(100, (part / whole * 100).rounded(.up)))
    }
}
