import SlipwayObserve

/// Counters of a VM whose heap has 100 MB, as each collector tells them.
enum VMSamples {
    static func parallel(
        old: Int64, eden: Int64 = 10, full: Int64 = 0, fullExit: Int64 = 0, young: Int64 = 1, youngExit: Int64 = 1,
        milliseconds: Int64 = 0
    ) throws -> VMSight? {
        var bytes = PerfBytes()
        bytes.add("sun.os.hrt.frequency", 1000)
        bytes.add("sun.gc.collector.0.name", "Parallel young collection pauses")
        bytes.add("sun.gc.collector.0.invocations", young)
        bytes.add("sun.gc.collector.0.lastExitTime", youngExit)
        bytes.add("sun.gc.collector.1.name", "Parallel full collection pauses")
        bytes.add("sun.gc.collector.1.invocations", full)
        bytes.add("sun.gc.collector.1.lastExitTime", fullExit)
        bytes.add("sun.gc.collector.1.lastEntryTime", fullExit)
        bytes.add("sun.gc.collector.1.time", milliseconds)
        bytes.add("sun.gc.generation.0.maxCapacity", 30)
        bytes.add("sun.gc.generation.0.space.0.used", eden)
        bytes.add("sun.gc.generation.1.maxCapacity", 100)
        bytes.add("sun.gc.generation.1.space.0.used", old)
        return VMSight(try PerfCounters(bytes.bytes))
    }

    static func concurrent(used: Int64, cycles: Int64) throws -> VMSight? {
        var bytes = PerfBytes()
        bytes.add("sun.gc.collector.2.name", "Z concurrent cycle pauses")
        bytes.add("sun.gc.collector.2.invocations", cycles)
        bytes.add("sun.gc.generation.1.maxCapacity", 100)
        bytes.add("sun.gc.generation.1.space.0.used", used)
        return VMSight(try PerfCounters(bytes.bytes))
    }
}
