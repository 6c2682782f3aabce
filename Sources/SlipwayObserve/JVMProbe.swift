package import SlipwayModel
import SlipwaySystem
import Synchronization

/// Judges one sign of a Java VM by its counters, and by a thread dump where there is a suspicion.
package final class JVMProbe: Probe, @unchecked Sendable {
    private let check: HealthCheck
    private let process: ProcessIdentity?
    /// Whoever asks has it, and with it what follows.
    private let turn = Mutex(())
    private var heap = HeapMachine()
    private var collector = CollectorMachine()
    private var deadlock = DeadlockMachine()

    package init(_ check: HealthCheck, _ target: ProbeTarget) {
        self.check = check
        process = target.process
    }

    package func ask(suspicious: Bool) -> ProbeResult {
        let begun = Clock.monotonic()
        let (verdict, detail) = turn.withLock { _ in judgement(suspicious, begun) }
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
    /// nil as well for a number that cannot be: the program itself can write into its counters.
    package var liveThreads: Int64? { count("java.threads.live") }

    /// Classes that came out of a shared archive; 0 where one was given and thrown away.
    package var sharedClasses: Int64? { count("java.cls.sharedLoadedClasses") }

    private func count(_ name: String) -> Int64? {
        number(name).flatMap { (0...10_000_000).contains($0) ? $0 : nil }
    }

    /// Classes loaded and not unloaded, those of the shared archive among them.
    package var classes: Int64? {
        let names = [
            "java.cls.loadedClasses", "java.cls.sharedLoadedClasses", "java.cls.unloadedClasses",
            "java.cls.sharedUnloadedClasses",
        ]
        let counts = names.map { number($0) == nil ? 0 : count($0) }
        guard number(names[0]) != nil, let loaded = counts[0], let shared = counts[1], let gone = counts[2],
            let goneShared = counts[3]
        else { return nil }
        return max(0, loaded + shared - gone - goneShared)
    }
}
