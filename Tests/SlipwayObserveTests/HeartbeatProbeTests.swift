import Glibc
import SlipwayModel
import SlipwayObserve
import SlipwaySystem
import SlipwayTesting
import Synchronization
import Testing

@Suite struct HeartbeatProbeTests {
    private final class Rig: Sendable {
        let folder: TemporaryFolder
        private let now = Mutex<Int64>(1_000_000)

        init() throws {
            folder = try TemporaryFolder("beat")
            try Folders.make(folder("state"))
        }

        func probe(_ path: String = "state/beat") -> HeartbeatProbe {
            var check = HealthCheck()
            check.heartbeat = path
            check.within = .seconds(60)
            let target = ProbeTarget(ports: [], release: "/", environment: [:], shared: folder.path, log: "/log")
            return HeartbeatProbe(check, target, clock: { self.now.withLock { $0 } })
        }

        func pass(_ seconds: Int64) { now.withLock { $0 += seconds * 1000 } }
        func beat(_ text: String) throws { try folder.write("state/beat", text) }
    }

    @Test func aFileThatChangesIsABeat() throws {
        let rig = try Rig()
        try rig.beat("1")
        let probe = rig.probe()
        #expect(probe.ask(suspicious: false).detail == "last beat 0s ago")
        rig.pass(60)
        #expect(probe.ask(suspicious: false) == ProbeResult(verdict: .pass, detail: "last beat 1m ago", took: 0))
        rig.pass(15)
        #expect(
            probe.ask(suspicious: false)
                == ProbeResult(verdict: .fail, detail: "no beat for 75s, wanted one in 1m", took: 0))
        try rig.beat("12")
        #expect(probe.ask(suspicious: false).verdict == .pass)
    }

    @Test func theTimeInTheFileSaysNothing() throws {
        let rig = try Rig()
        try rig.beat("1")
        let probe = rig.probe()
        // Long ago, and long from now.
        for seconds in [1_000_000_000, 4_000_000_000] {
            var times = [timespec(tv_sec: seconds, tv_nsec: 0), timespec(tv_sec: seconds, tv_nsec: 0)]
            try #require(utimensat(AT_FDCWD, rig.folder("state/beat"), &times, 0) == 0)
            #expect(probe.ask(suspicious: false).verdict == .pass)
            rig.pass(61)
            #expect(probe.ask(suspicious: false).verdict == .fail)
        }
    }

    @Test func aFileThatIsNotThereYetHasItsTime() throws {
        let rig = try Rig()
        let probe = rig.probe()
        #expect(
            probe.ask(suspicious: false)
                == ProbeResult(verdict: .noData, detail: "there is no file state/beat", took: 0))
        rig.pass(61)
        #expect(
            probe.ask(suspicious: false)
                == ProbeResult(verdict: .fail, detail: "no beat for 61s: there is no file state/beat", took: 0))
        try rig.beat("1")
        #expect(probe.ask(suspicious: false).verdict == .pass)
    }

    @Test func linksAndPipesAreNoBeats() throws {
        let rig = try Rig()
        try rig.folder.write("other/beat", "1")
        try Disk.symlink(to: rig.folder("other/beat"), at: rig.folder("state/link"))
        try Disk.symlink(to: rig.folder("other"), at: rig.folder("state/folder"))
        try #require(mkfifo(rig.folder("state/pipe"), 0o600) == 0)
        for name in ["link", "pipe"] {
            let result = rig.probe("state/\(name)").ask(suspicious: false)
            #expect(result == ProbeResult(verdict: .fail, detail: "state/\(name) is no plain file", took: 0))
        }
        let result = rig.probe("state/folder/beat").ask(suspicious: false)
        #expect(result.detail == "cannot look at state/folder/beat: not a directory")
    }
}
