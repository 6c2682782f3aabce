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

    /// nil while there is no process.
    func metrics(_ process: ProcessIdentity?) -> StatusDocument.Metrics? {
        past.withLock { past in
            let now = Clock.monotonic()
            guard let process, let facts = ProcessFacts(process) else {
                past = nil
                return nil
            }
            let last = past?.process == process ? past : nil
            if let last, now - last.at < Self.pause { return last.metrics }
            var next = last ?? Past(process: process, at: now, metrics: StatusDocument.Metrics())
            next.metrics = Self.metrics(facts)
            if let last, let before = last.metrics.cpuSeconds, let cpu = facts.cpuSeconds {
                next.metrics.cpuPercent = Self.rounded(max(0, cpu - before) * 100_000 / Double(now - last.at))
            }
            next.at = now
            if case .counters(let counters) = PerfFile(process).read() { Self.add(counters, to: &next) }
            past = next
            return next.metrics
        }
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
