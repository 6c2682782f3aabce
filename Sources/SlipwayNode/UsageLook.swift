import SlipwayControl
import SlipwayModel
import SlipwayObserve
import SlipwaySystem
import Synchronization

/// What one app's process uses, with what must be remembered from the look before.
final class UsageLook: Sendable {
    private struct Past {
        var process: ProcessIdentity
        /// Milliseconds of `Clock.monotonic`.
        var at: Int64
        var metrics: StatusDocument.Metrics
        var heap = HeapMachine()
        var collector = CollectorMachine()
    }

    private let past = Mutex<Past?>(nil)
    /// Looks that follow each other faster are one, in milliseconds.
    private static let pause: Int64 = 1000

    /// nil while there is no process. `isJava`: it is one, or may be.
    func metrics(_ process: ProcessIdentity?, isJava: Bool) -> StatusDocument.Metrics? {
        // Nothing is held while the app's own files are read.
        let past = past.withLock(\.self)
        let next = Self.look(process, past, isJava)
        self.past.withLock { if ($0?.at ?? 0) <= (next?.at ?? .max) { $0 = next } }
        return next?.metrics
    }

    private static func look(_ process: ProcessIdentity?, _ past: Past?, _ isJava: Bool) -> Past? {
        let now = Clock.monotonic()
        guard let process else { return nil }
        let last = past?.process == process ? past : nil
        if let last, now - last.at < pause, ProcessTable.identity(of: process.pid) == process { return last }
        guard let facts = ProcessFacts(process) else { return nil }
        var next = last ?? Past(process: process, at: now, metrics: StatusDocument.Metrics())
        next.metrics = metrics(facts)
        if let last, let before = last.metrics.cpuSeconds, let cpu = facts.cpuSeconds, now > last.at {
            next.metrics.cpuPercent = rounded(max(0, cpu - before) * 100_000 / Double(now - last.at))
        }
        next.at = now
        if isJava, case .counters(let counters) = PerfFile(process).read() { add(counters, to: &next) }
        return next
    }

    private static func metrics(_ facts: ProcessFacts) -> StatusDocument.Metrics {
        var metrics = StatusDocument.Metrics()
        metrics.privateBytes = facts.privateBytes
        metrics.residentBytes = facts.residentBytes
        metrics.cpuSeconds = facts.cpuSeconds
        metrics.threads = facts.threads
        metrics.openFiles = facts.openFiles
        metrics.uptimeSeconds = facts.uptimeSeconds
        return metrics
    }

    private static func add(_ counters: PerfCounters, to next: inout Past) {
        next.metrics.javaThreads = counters.liveThreads.map { Int(clamping: $0) }
        next.metrics.classes = counters.classes.map { Int(clamping: $0) }
        guard let sight = VMSight(counters) else { return }
        next.heap.apply(sight)
        next.collector.apply(sight, at: next.at)
        next.metrics.heapUsed = sight.heapUsed
        next.metrics.heapMax = sight.heapMax
        next.metrics.heapAfterCollection = next.heap.afterCollection
        next.metrics.collections = sight.collections
        next.metrics.collectorPercent = next.collector.share.map(rounded)
    }

    /// To one digit behind the point.
    private static func rounded(_ number: Double) -> Double { (number * 10).rounded() / 10 }
}
