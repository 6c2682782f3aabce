package import SlipwayModel
import SlipwaySystem

/// Judges one sign of a Java VM by its counters, and by a thread dump where there is a suspicion.
package final class JVMProbe: Probe, @unchecked Sendable {
    private let check: HealthCheck
    private let process: ProcessIdentity?
    // One ask at a time, as `Probe` says.
    private var heap = HeapMachine()
    private var collector = CollectorMachine()
    private var deadlock = DeadlockMachine()

    package init(_ check: HealthCheck, _ target: ProbeTarget) {
        self.check = check
        process = target.process
    }

    package func ask(suspicious: Bool) -> ProbeResult {
        let begun = Clock.monotonic()
        let (verdict, detail) = judgement(suspicious, begun)
        return ProbeResult(verdict: verdict, detail: detail, took: Clock.monotonic() - begun)
    }

    private typealias Judgement = (verdict: ProbeResult.Verdict, detail: String)

    private func judgement(_ suspicious: Bool, _ begun: Int64) -> Judgement {
        guard let process, let sign = check.jvm else { return (.noData, "no process to ask is known yet") }
        let outcome = PerfFile(process).read()
        if sign == .deadlock { return deadlocked(process, outcome, suspicious, begun) }
        switch outcome {
        case .nothing(let reason): return (.noData, reason)
        case .counters(let counters): return judgement(sign, counters, begun)
        }
    }

    private func judgement(_ sign: HealthCheck.JVMSign, _ counters: PerfCounters, _ begun: Int64) -> Judgement {
        let above = check.above ?? HealthCheck.usualBound(sign) ?? .max
        switch sign {
        case .heap:
            guard let sight = VMSight(counters) else { return (.noData, "its VM does not tell of a heap") }
            heap.apply(sight)
            return heap.judgement(sight, above: above)
        case .gc:
            guard let sight = VMSight(counters) else { return (.noData, "its VM does not tell of a collector") }
            collector.apply(sight, at: begun)
            return collector.judgement(above: above)
        case .threads: return Self.counted(counters.liveThreads, above, "threads")
        case .classes: return Self.counted(counters.classes, above, "classes")
        case .deadlock: return (.noData, "a deadlock shows in a thread dump")
        }
    }

    private static func counted(_ number: Int64?, _ above: Int, _ what: String) -> Judgement {
        guard let number else { return (.noData, "its VM does not count its \(what)") }
        return number > Int64(above) ? (.fail, "\(number) \(what), above \(above)") : (.pass, "\(number) \(what)")
    }

    private func deadlocked(
        _ process: ProcessIdentity, _ outcome: PerfFile.Outcome, _ suspicious: Bool, _ begun: Int64
    ) -> Judgement {
        var threads: Int64?
        if case .counters(let counters) = outcome { threads = counters.liveThreads }
        guard deadlock.wantsDump(threads: threads, suspicious: suspicious, at: begun) else {
            deadlock.rest()
            return deadlock.verdict
        }
        let deadline = begun + Int64(check.timeout.milliseconds)
        let dump = Result { try JVMAttachment(process).threads(deadline: deadline) }
        deadlock.apply(dump, threads: threads, at: begun)
        return deadlock.verdict
    }
}

extension PerfCounters {
    package var liveThreads: Int64? { number("java.threads.live") }

    /// Classes loaded and not unloaded, those of the shared archive among them.
    package var classes: Int64? {
        guard let loaded = number("java.cls.loadedClasses") else { return nil }
        let others = ["java.cls.sharedLoadedClasses"].compactMap(number)
        let gone = ["java.cls.unloadedClasses", "java.cls.sharedUnloadedClasses"].compactMap(number)
        return max(0, gone.reduce(others.reduce(loaded, &+), &-))
    }
}
