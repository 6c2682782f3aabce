import Glibc
import SlipwayModel
import SlipwaySystem
import SlipwayTesting
import Testing

@Suite struct WrapperUpgradeTests {
    /// The wrapper's program under another name, which is another file.
    private func copy(_ rig: WrapperRig, _ name: String) throws -> String {
        let program = try Files.real(try #require(WrapperRig.program))
        let copy = rig.temporary(name)
        try Folders.make(parent(of: copy))
        #expect(try Command.run("cp", [program, copy]).succeeded)
        return copy
    }

    private func becomes(_ rig: WrapperRig, _ program: String) throws {
        let wrapper = try #require(rig.wrapper)
        let wanted = try Files.facts(program)?.inode
        try rig.send(.upgrade(program: program))
        let deadline = Clock.monotonic() + WrapperRig.patience
        while try Files.facts("/proc/\(wrapper.pid)/exe", following: true)?.inode != wanted {
            try #require(Clock.monotonic() < deadline, "\(rig.log())")
            poll(nil, 0, 5)
        }
        try rig.attach()
    }

    @Test func aWrapperBecomesAnotherProgramUnderItsChildren() throws {
        let rig = try WrapperRig()
        try rig.generation(1)
        try rig.generation(2)
        try rig.want([1: .live, 2: .parked])
        try rig.start()
        let before = try rig.slot(1, .running, admitting: true)
        try rig.slot(2, .running)
        let listen = rig.latest?.listen
        let own = rig.latest?.wrapper
        let kept = try Client(port: rig.port)
        let pid = try #require(before.process).pid
        #expect(try kept.ask() == pid)
        let load = try Load(rig)

        try becomes(rig, try copy(rig, "next/slipway-wrapper"))
        let after = try rig.slot(1, .running, admitting: true)
        #expect(rig.latest?.wrapper == own)
        #expect(rig.latest?.listen == listen)
        #expect(after.process == before.process)
        #expect(after.incarnation == 1)
        #expect(try kept.ask() == pid)
        #expect(try Client(port: rig.port).ask() == pid)
        try rig.slot(2, .running, admitting: false)
        let result = try load.finish()
        #expect(result.refused == 0 && result.failed == 0, "\(result.report)")
        // Nobody else may be at work beside it, and its child is still its child.
        #expect(try rig.launch().ending(within: 10_000) == .exited(ExitCode.busy.rawValue))
        kill(pid, SIGKILL)
        let second = try rig.status { $0.slot(1)?.incarnation == 2 && $0.slot(1)?.admitting == true }
        #expect(second.slot(1)?.exits.map(\.how) == ["signal 9"])
        #expect(second.slot(1)?.exits.map(\.pid) == [pid])

        // Once more, and then to its end.
        try becomes(rig, try copy(rig, "third/slipway-wrapper"))
        try rig.slot(1, .running, admitting: true)
        try rig.send(.quit(stopping: true))
        #expect(rig.wrapper?.ending(within: 30_000) == .exited(0))
        #expect(rig.lastWritten()?.slots.allSatisfy { $0.process == nil } == true)
    }

    @Test func whatIsPrintedDuringAnUpgradeIsInTheLog() throws {
        let rig = try WrapperRig()
        let script = "#!/bin/sh\ni=0\nwhile [ $i -lt 20000 ]; do i=$((i+1)); echo line $i; done\nexec sleep 1000\n"
        try rig.program("releases/1/bin/run", script)
        try rig.generation(1, command: ["bin/run"]) { $0.sockets = .own }
        try rig.want([1: .live])
        try rig.start()
        try rig.slot(1, .running)
        for name in ["a", "b", "c"] { try becomes(rig, try copy(rig, name + "/slipway-wrapper")) }
        let deadline = Clock.monotonic() + WrapperRig.patience
        while !rig.log().contains("line 20000\n"), Clock.monotonic() < deadline { poll(nil, 0, 20) }
        let lines = rig.log().split(separator: "\n").filter { $0.hasPrefix("line ") }
        #expect(lines == (1...20_000).map { "line \($0)" })
    }

    @Test func noProgramTakesItsPlaceWhileTheStatusCannotBeWritten() throws {
        let rig = try WrapperRig()
        try rig.generation(1)
        try rig.want([1: .live])
        try rig.start()
        let before = try rig.slot(1, .running, admitting: true)
        let status = rig.app + "/run/status.json"
        try Disk.unlink(status)
        try Folders.make(status + "/x")
        let program = try copy(rig, "next/slipway-wrapper")
        try rig.send(.upgrade(program: program))
        let sentence = "\(program) cannot take its place: cannot write \(status): is a directory"
        try rig.status { $0.trouble == "the wrapper stays \(Program.version), " + sentence }
        try Folders.removeAll(status)
        try becomes(rig, program)
        #expect(try rig.slot(1, .running, admitting: true).process == before.process)
        #expect(rig.latest?.trouble == nil)
    }

    @Test func whatCannotTakeItsPlaceIsRefusedInWords() throws {
        let rig = try WrapperRig()
        try rig.generation(1)
        try rig.want([1: .live])
        try rig.start()
        let before = try rig.slot(1, .running, admitting: true)
        try rig.program("bad/status", "#!/bin/sh\nexit 3\n")
        try rig.program("bad/silent", "#!/bin/sh\nexit 0\n")
        try rig.program("bad/broken", "no program\n")
        for (name, reason) in [
            ("bad/status", "it ends with exit status 3 when it is asked for its version"),
            ("bad/silent", "it is no slipway-wrapper"), ("bad/broken", "exec format error"),
            ("bad/none", "no such file or directory"),
        ] {
            let program = rig.temporary(name)
            try rig.send(.upgrade(program: program))
            let sentence = "the wrapper stays \(Program.version), \(program) cannot take its place: \(reason)"
            try rig.status { $0.trouble == sentence }
        }
        #expect(try rig.slot(1, .running, admitting: true) == before)
        #expect(try Client(port: rig.port).ask() == before.process?.pid)
    }
}
