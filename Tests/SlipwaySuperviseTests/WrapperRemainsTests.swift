import Glibc
import SlipwayModel
import SlipwaySystem
import SlipwayTesting
import Testing

@Suite struct WrapperRemainsTests {
    /// Live processes that carry the mark of a slot.
    private func marked(_ rig: WrapperRig, _ generation: Int) -> [Int32] {
        let place = ((try? Files.facts(rig.app)) ?? nil).map { "\($0.device):\($0.inode)" } ?? ""
        return ProcessTable.all().filter {
            ProcessTable.variable("SLIPWAY_SLOT", of: $0) == rig.app + "/run/slots/\(generation) \(place)"
                && ProcessLine(of: $0)?.isAlive == true
        }
    }

    private func start(_ rig: WrapperRig, _ script: String, stop: TimeSpan = .seconds(30)) throws {
        try rig.program("releases/1/bin/run", "#!/bin/sh\n" + script)
        try rig.generation(1, stop: stop, command: ["bin/run"]) { $0.sockets = .own }
        try rig.want([1: .live])
        try rig.start()
        try rig.slot(1, .running)
    }

    private func eventually(_ what: String, _ condition: () throws -> Bool) throws {
        let deadline = Clock.monotonic() + WrapperRig.patience
        while try !condition() {
            try #require(Clock.monotonic() < deadline, "waited in vain: \(what)")
            poll(nil, 0, 10)
        }
    }

    @Test func childrenOfAnotherSessionEndWithTheirProgram() throws {
        let rig = try WrapperRig()
        let daemon = "setsid sh -c 'trap \"\" TERM; setsid sleep 1000 & setsid sleep 1001 & sleep 1002' &\n"
        try start(rig, daemon + "sleep 1003 & exec sleep 1004\n")
        try eventually("all are there") { marked(rig, 1).count == 6 }
        let pid = try #require(try rig.slot(1, .running).process).pid
        kill(pid, SIGKILL)
        try rig.status { $0.slot(1)?.incarnation == 2 }
        try eventually("the new ones are there") { marked(rig, 1).count == 6 }
        #expect(rig.log().contains("slot 1 ended with signal 9, 5 processes it had left were ended, restarted at once"))
        try rig.want([:])
        try rig.slot(1, .stopped)
        #expect(marked(rig, 1) == [])
    }

    @Test func aBombOfChildrenLoses() throws {
        let rig = try WrapperRig()
        // Each sets itself free and goes on forking; a counter in the file system bounds it.
        try rig.program(
            "releases/1/bin/bomb",
            """
            #!/bin/sh
            trap '' TERM
            while mkdir "$HOME/n$$.$1" 2>/dev/null && [ $(ls "$HOME" | wc -l) -lt 300 ]; do
                setsid "$0" $(( $1 + 1 )) &
                setsid "$0" $(( $1 + 1 )) &
                wait
            done
            sleep 1000
            """)
        try start(rig, "\"${0%/*}/bomb\" 0 &\nexec sleep 1000\n")
        try eventually("it grows") { marked(rig, 1).count > 60 }
        let begun = Clock.monotonic()
        let pid = try #require(try rig.slot(1, .running).process).pid
        // Nothing new is to start: what is counted is what is left.
        try rig.want([:])
        try rig.slot(1, .stopped)
        #expect(marked(rig, 1) == [])
        #expect(Clock.monotonic() - begun < 10_000)
        #expect(rig.lastWritten()?.slot(1)?.exits.last?.pid == pid)
        #expect(rig.log().contains("processes it had left were ended"))
    }

    @Test func whatIgnoresTheRequestIsKilledAtTheDeadlineWithItsChildren() throws {
        let rig = try WrapperRig()
        try start(
            rig, "trap '' TERM\nsetsid sleep 1000 &\nwhile :; do sleep 1000; done\n", stop: .milliseconds(200))
        try eventually("all are there") { marked(rig, 1).count == 3 }
        try rig.want([:])
        let slot = try rig.slot(1, .stopped)
        #expect(slot.exits.map(\.how) == ["signal 9"])
        #expect(marked(rig, 1) == [])
        #expect(rig.log().contains("has not ended in time, is killed"))
    }

    @Test func anotherSlotsChildrenAreLeftAlone() throws {
        let rig = try WrapperRig()
        let script = "#!/bin/sh\nsetsid sleep 1000 &\nexec sleep 1001\n"
        for number in [1, 2] {
            try rig.program("releases/\(number)/bin/run", script)
            try rig.generation(number, command: ["bin/run"]) { $0.sockets = .own }
        }
        try rig.want([1: .live, 2: .parked])
        try rig.start()
        try eventually("all are there") { marked(rig, 1).count == 2 && marked(rig, 2).count == 2 }
        try rig.want([2: .parked])
        try rig.slot(1, .stopped)
        #expect(marked(rig, 1) == [])
        #expect(marked(rig, 2).count == 2)
        try rig.want([:])
        try rig.slot(2, .stopped)
        #expect(marked(rig, 2) == [])
    }

    @Test func theNumberOfAnEndedProgramMayBeAStrangersByNow() throws {
        let rig = try WrapperRig()
        try start(rig, "setsid sleep 1000 &\nexec sleep 1001\n")
        try eventually("all are there") { marked(rig, 1).count == 2 }
        let first = Set(marked(rig, 1))
        try rig.killWrapper()
        let stranger = try ChildProcess.launch(
            LaunchRequest(path: "/bin/sh", arguments: ["-c", "sleep 1000 & wait"], environment: [:], newSession: true))
        defer { stranger.signalGroup(SIGKILL) }
        try eventually("it has a job") { !ProcessTable.children(of: stranger.pid).isEmpty }
        var old = try #require(rig.lastWritten())
        let pid = try #require(old.slots[0].process).pid
        old.slots[0].process = ProcessIdentity(pid: stranger.pid, startTime: 1)
        kill(pid, SIGKILL)
        try rig.temporary.write("apps/shop/run/status.json", try JSONText.string(old))
        try rig.start()
        try rig.status { $0.slot(1)?.incarnation == 2 }
        // The mark alone tells what is the slot's own.
        #expect(first.isDisjoint(with: marked(rig, 1)))
        #expect(ProcessTable.children(of: stranger.pid).count == 1)
        #expect(stranger.ending() == nil)
        try rig.want([:])
        try rig.slot(1, .stopped)
    }

    @Test func whatAProgramThatNoStatusTellsOfHasSetFreeEndsWithIt() throws {
        let rig = try WrapperRig()
        try start(rig, "setsid sh -c 'setsid sleep 1000 & exec sleep 1001' &\nexec sleep 1002\n")
        try eventually("all are there") { marked(rig, 1).count == 3 }
        let first = Set(marked(rig, 1))
        try rig.killWrapper()
        // As if it had died between the start and its word of it.
        var old = try #require(rig.lastWritten())
        old.slots[0].process = nil
        old.slots[0].phase = .waiting
        try rig.temporary.write("apps/shop/run/status.json", try JSONText.string(old))
        try rig.want([:])
        try rig.start()
        try rig.slot(1, .stopped)
        #expect(rig.log().contains("slot 1 has a process that no status tells of, pid "))
        #expect(first.isDisjoint(with: marked(rig, 1)))
    }

    @Test func aSuccessorEndsWhatAnAdoptedProgramHasSetFree() throws {
        let rig = try WrapperRig()
        try start(rig, "setsid sh -c 'setsid sleep 1000 & exec sleep 1001' &\nexec sleep 1002\n")
        try eventually("all are there") { marked(rig, 1).count == 3 }
        try rig.killWrapper()
        try rig.start()
        try rig.slot(1, .running)
        try rig.want([:])
        try rig.slot(1, .stopped)
        #expect(marked(rig, 1) == [])
    }
}
