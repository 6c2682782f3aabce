import Glibc
import SlipwayModel
import SlipwayObserve
import SlipwaySystem
import SlipwayTesting
import Testing

/// Each with a real Java VM, one after another, since each takes a processor for itself.
@Suite(.serialized, .enabled(if: JavaRig.program != nil)) struct JVMProbeTests {
    private func probe(
        _ sign: HealthCheck.JVMSign, _ process: ProcessIdentity?, above: Int? = nil,
        timeout: TimeSpan = .seconds(30)
    ) -> any Probe {
        var check = HealthCheck(timeout: timeout)
        check.jvm = sign
        check.above = above
        return Probing.probe(
            check,
            ProbeTarget(process: process, ports: [], release: "/", environment: [:], shared: "/", log: "/no-log"))
    }

    private func words(_ probe: any Probe, suspicious: Bool = false) -> String {
        let result = probe.ask(suspicious: suspicious)
        return "\(result.verdict.rawValue): \(result.detail)"
    }

    @Test(arguments: ["Serial", "Parallel", "G1"])
    func aLeakIsFoundAndItsEndToo(collector: String) throws {
        let java = try JavaRig(["-XX:+Use\(collector)GC"])
        let heap = probe(.heap, java.process, above: 85)
        let first = heap.ask(suspicious: false)
        #expect(first.verdict == .pass, "\(first.detail)")
        try java.tell("fill")
        let full = heap.ask(suspicious: false)
        #expect(full.verdict == .fail, "\(full.detail)")
        #expect(full.detail.hasPrefix("heap ") && full.detail.hasSuffix(" % after collection"))
        #expect(words(heap) == "fail: \(full.detail)")
        try java.tell("free")
        let free = heap.ask(suspicious: false)
        #expect(free.verdict == .pass && free.detail.hasSuffix(" % after collection"), "\(free.detail)")
        // One that comes later sees it as well.
        try java.tell("fill")
        #expect(probe(.heap, java.process, above: 85).ask(suspicious: false).verdict == .fail)
    }

    @Test func aCollectorThatIsAlwaysAtWorkIsFound() throws {
        let java = try JavaRig(["-XX:+UseSerialGC"])
        let gc = probe(.gc, java.process, above: 50)
        #expect(gc.ask(suspicious: false).verdict == .noData)
        try java.tell("collect 2000")
        let busy = gc.ask(suspicious: false)
        #expect(busy.verdict == .fail && busy.detail.hasPrefix("collector "), "\(busy.detail)")
        try java.tell("idle 2000")
        let calm = gc.ask(suspicious: false)
        #expect(calm.verdict == .pass, "\(calm.detail)")
    }

    @Test func aDeadlockIsFoundOnSuspicionOnly() throws {
        let java = try JavaRig()
        try java.tell("knot")
        let deadlock = probe(.deadlock, java.process)
        #expect(words(deadlock) == "pass: no suspicion")
        let found = words(deadlock, suspicious: true)
        #expect(
            ["left, right", "right, left"].map { "fail: deadlock of 2 threads: " + $0 }.contains(found), "\(found)")
        #expect(words(deadlock) == found)
    }

    @Test func threadsAndClassesAreCounted() throws {
        let java = try JavaRig()
        #expect(words(probe(.threads, java.process, above: 1000)).hasPrefix("pass: "))
        #expect(words(probe(.threads, java.process, above: 1)).hasSuffix(" threads, above 1"))
        #expect(words(probe(.classes, java.process, above: 1_000_000)).hasPrefix("pass: "))
        #expect(words(probe(.classes, java.process, above: 10)).hasSuffix(" classes, above 10"))
    }

    @Test func aVMThatIsStoppedIsNotWaitedFor() throws {
        let java = try JavaRig()
        java.child.signal(SIGSTOP)
        let result = probe(.deadlock, java.process, timeout: .seconds(1)).ask(suspicious: true)
        #expect(result.verdict == .noData, "\(result.detail)")
        #expect(result.took < 5000)
        java.child.signal(SIGCONT)
    }

    @Test func withoutCountersThereIsNoData() throws {
        let java = try JavaRig(["-XX:-UsePerfData"])
        let why = "the process \(java.process.pid) has no counters of a Java VM"
        #expect(words(probe(.heap, java.process)).hasPrefix("no data: " + why))
        #expect(words(probe(.gc, java.process)).hasPrefix("no data: " + why))
        #expect(words(probe(.deadlock, java.process)) == "pass: no suspicion")
    }

    @Test func itsCountersAreEvidenceWithoutItsCommandLine() throws {
        let java = try JavaRig(["-Dpassword=hunter2"])
        let text = ProcessEvidence.counters(java.process.pid)
        #expect(text.contains("\njava.threads.live "))
        #expect(!text.contains("hunter2"))
    }

    @Test func whatIsNoVMIsTold() {
        #expect(words(probe(.heap, nil)) == "no data: no process to ask is known yet")
        #expect(words(probe(.heap, ProcessTable.own)).hasPrefix("no data: the process \(getpid()) has no counters"))
        #expect(words(probe(.deadlock, ProcessTable.own), suspicious: true).contains("is no Java VM"))
        var gone = ProcessTable.own
        gone.startTime += 1
        #expect(words(probe(.heap, gone)) == "no data: the process \(getpid()) has ended")
    }
}
