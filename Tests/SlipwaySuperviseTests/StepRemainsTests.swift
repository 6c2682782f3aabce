import Glibc
import SlipwayModel
import SlipwaySystem
import SlipwayTesting
import Testing

@Suite struct StepRemainsTests {
    /// Leads a session, as a step does.
    private func sleeper() throws -> ChildProcess {
        try ChildProcess.launch(
            LaunchRequest(path: "/bin/sleep", arguments: ["1000"], environment: [:], newSession: true))
    }

    private func record(_ rig: WrapperRig, _ child: ChildProcess) throws -> String {
        let start = try #require(ProcessTable.identity(of: child.pid)).startTime
        return try rig.temporary.write("apps/shop/run/step.process", "\(ProcessTable.bootId()) \(start) \(child.pid)")
    }

    @Test func anUpgradeEndsAForsakenStepAndNoChildOfItsOwn() throws {
        let rig = try WrapperRig()
        try rig.generation(1)
        try rig.want([1: .live])
        try rig.start()
        let before = try rig.slot(1, .running, admitting: true)
        let step = try sleeper()
        let record = try record(rig, step)
        try rig.temporary.write("apps/shop/run/step/token", "x")
        try rig.send(.upgrade(program: try Files.real(try #require(WrapperRig.program))))
        try rig.awaitLog("the wrapper was upgraded in place")
        #expect(step.ending(within: 30_000) == .signalled(SIGKILL))
        try rig.attach()
        #expect(try rig.slot(1, .running, admitting: true).process == before.process)
        #expect(!Files.exists(record) && !Files.exists(rig.app + "/run/step"))
    }

    @Test func whatIsNoRecordOfOursHarmsNobodyAndHoldsNothingUp() throws {
        let step = try sleeper()
        defer {
            step.signal(SIGKILL)
            _ = step.ending(within: 10_000)
        }
        let texts = ["", "x", "\(ProcessTable.bootId()) \(UInt64.max) \(step.pid)", "another 0 \(step.pid)"]
        for kind in -3..<texts.count {
            let rig = try WrapperRig()
            try Folders.make(rig.app + "/run/step")
            // Where it lay once, within the app's reach.
            try Disk.makeFIFO(rig.app + "/run/step/process")
            let path = rig.app + "/run/step.process"
            switch kind {
            case -3: try Disk.makeFIFO(path)
            case -2: try Disk.symlink(to: rig.app + "/run/step/process", at: path)
            case -1:
                guard geteuid() == 0 else { continue }
                chown(try record(rig, step), 65123, 65124)
            default: try rig.temporary.write("apps/shop/run/step.process", texts[kind])
            }
            try rig.want([:])
            try rig.start()
            #expect(step.ending() == nil, "\(kind)")
            #expect(!Files.exists(path) && !Files.exists(rig.app + "/run/step"), "\(kind)")
        }
    }
}
