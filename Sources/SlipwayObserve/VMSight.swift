/// What the counters of one look at a Java VM say of its heap and collector. Which counter says it differs by
/// collector: `collector.0` are young collections, `.1` full ones, `.2` the pauses of concurrent cycles, which of Serial,
/// Parallel, G1, Shenandoah and Z each has some.
package struct VMSight: Equatable, Sendable {
    /// Bytes of all generations.
    package var heapUsed: Int64
    package var heapMax: Int64
    /// Bytes where what stays alive is, as the latest collection left them, and their most.
    package var oldUsed: Int64
    package var oldMax: Int64
    package var fullCollections: Int64
    /// No collection has come after the latest full one: `oldUsed` is what that left.
    package var isFresh: Bool
    package var collections: Int64
    /// Milliseconds in collections since the VM began.
    package var collecting: Double
    /// The collection under way, by the tick it began at.
    package var current: Int64?

    /// nil when they do not tell of a heap.
    package init?(_ counters: PerfCounters) {
        func collector(_ number: Int, _ name: String) -> Int64? {
            counters.number("sun.gc.collector.\(number).\(name)")
        }
        func space(_ generation: Int, _ number: Int) -> Int64 {
            max(0, counters.number("sun.gc.generation.\(generation).space.\(number).used") ?? 0)
        }
        func most(_ generation: Int) -> Int64 {
            max(0, counters.number("sun.gc.generation.\(generation).maxCapacity") ?? 0)
        }
        guard most(1) > 0 else { return nil }
        let full = collector(1, "invocations")
        let isSerialOrParallel =
            counters.text("sun.gc.collector.1.name").map { $0.hasPrefix("Serial") || $0.hasPrefix("Parallel") }
            ?? false
        let isG1 = counters.text("sun.gc.collector.1.name")?.hasPrefix("G1") == true
        // Where regions are shared, each generation may take the whole heap.
        heapMax = isSerialOrParallel ? most(0).addingOrMost(most(1)) : max(most(0), most(1))
        let young = (0...2).reduce(Int64(0)) { $0.addingOrMost(space(0, $1)) }
        heapUsed = space(1, 0).addingOrMost(young)
        let hasEden = isSerialOrParallel || isG1
        oldUsed = hasEden ? space(1, 0) : heapUsed
        oldMax = hasEden ? most(1) : heapMax
        fullCollections = max(0, full ?? collector(2, "invocations") ?? 0)
        let lastFull = collector(1, "lastExitTime") ?? 0
        isFresh = hasEden && fullCollections > 0 && lastFull > (collector(0, "lastExitTime") ?? 0)
        collections = (0...2).reduce(0) { $0.addingOrMost(max(0, collector($1, "invocations") ?? 0)) }
        let frequency = Double(max(1, counters.number("sun.os.hrt.frequency") ?? 1_000_000_000))
        collecting = (0...2).reduce(0.0) { $0 + Double(max(0, collector($1, "time") ?? 0)) } * 1000 / frequency
        // Shenandoah notes the two times in the wrong order.
        current =
            hasEden
            ? (0...1).compactMap { number in
                let begun = collector(number, "lastEntryTime") ?? 0
                return begun > (collector(number, "lastExitTime") ?? 0) ? begun : nil
            }.max() : nil
    }
}

extension Int64 {
    fileprivate func addingOrMost(_ other: Int64) -> Int64 {
        let (sum, overflow) = addingReportingOverflow(other)
        return overflow ? .max : sum
    }
}
