import Glibc
import SlipwayModel
import SlipwaySystem
import SlipwayTesting
import Testing

@Suite struct WrapperAdoptionTests {
    @Test func aSuccessorTakesOverProcessesSocketAndConnections() throws {
        let rig = try WrapperRig()
        try rig.generation(1)
        try rig.generation(2)
        try rig.want([1: .live, 2: .parked])
        try rig.start()
        let before = try rig.slot(1, .running, admitting: true)
        try rig.slot(2, .running, admitting: false)
        let port = rig.port
        let inode = rig.latest?.listen.first?.inode
        let kept = try Client(port: port)
        let pid = try #require(before.process).pid
        #expect(try kept.ask() == pid)
        let load = try Load(rig)
        // Let go of the duplicates: only the programs hold the socket now.
        rig.dropDescriptors()
        try rig.killWrapper()
        #expect(try kept.ask() == pid)
        #expect(try Client.ask(port) == pid)

        try rig.start()
        let after = try rig.slot(1, .running, admitting: true)
        #expect(after.process == before.process)
        #expect(after.incarnation == 1)
        #expect(after.exits == [])
        #expect(rig.latest?.listen.first?.inode == inode)
        #expect(rig.port == port)
        #expect(try kept.ask() == pid)

        try rig.want([1: .parked, 2: .live])
        let second = try rig.slot(2, .running, admitting: true)
        try rig.slot(1, .running, admitting: false)
        #expect(try Client.ask(port) == second.process?.pid)
        #expect(try kept.ask() == pid)
        let result = try load.finish()
        #expect(result.refused == 0 && result.failed == 0, "\(result.report)")

        kill(try #require(second.process).pid, SIGKILL)
        let status = try rig.status { $0.slot(2)?.incarnation == 2 && $0.slot(2)?.admitting == true }
        #expect(status.slot(2)?.exits.map(\.how) == ["ending not known"])
        #expect(try Client.ask(port) == status.slot(2)?.process?.pid)
    }

    @Test func aSuccessorAsksForWhatItDoesNotKnow() throws {
        let rig = try WrapperRig()
        try rig.generation(1)
        try rig.want([1: .live])
        try rig.start()
        let before = try rig.slot(1, .running, admitting: true)
        try rig.killWrapper()
        // As if the wrapper had died before the program's first word.
        var old = try #require(rig.lastWritten())
        old.slots[0].phase = .starting
        old.slots[0].ready = false
        old.slots[0].admitting = false
        old.slots[0].privatePort = nil
        try rig.temporary.write("apps/shop/run/status.json", try JSONText.string(old))
        try rig.start()
        let after = try rig.slot(1, .running, admitting: true)
        #expect(after.privatePort == before.privatePort)
        #expect(after.process == before.process)
    }

    @Test func anEndThatNobodySawIsHealedByTheSuccessor() throws {
        let rig = try WrapperRig()
        try rig.generation(1)
        try rig.generation(2)
        try rig.want([1: .live, 2: .parked])
        try rig.start()
        let live = try #require(try rig.slot(1, .running, admitting: true).process)
        let parked = try #require(try rig.slot(2, .running).process)
        try rig.killWrapper()
        for identity in [live, parked] {
            let process = try #require(ChildProcess.adopt(identity))
            process.signal(SIGKILL)
            #expect(process.ending(within: 10_000) != nil)
        }
        try rig.start()
        let healed = try rig.slot(1, .running, admitting: true)
        #expect(healed.incarnation == 2)
        #expect(healed.restarts == 1)
        #expect(healed.exits.map(\.how) == ["ending not known"])
        let stopped = try rig.slot(2, .stopped)
        #expect(stopped.incarnation == 1)
        #expect(stopped.exits.count == 1)
    }

    @Test func afterAnotherBootOnlyWhatIsWantedLiveIsStarted() throws {
        let rig = try WrapperRig()
        try rig.generation(1)
        try rig.generation(2)
        // Alive, but of another boot: nothing to take over, nothing to end.
        let sleeper = try ChildProcess.launch(
            LaunchRequest(path: "/bin/sleep", arguments: ["1000"], environment: [:], newSession: true))
        let own = try #require(ProcessTable.identity(of: sleeper.pid))
        let slots = [1, 2].map {
            WrapperStatus.Slot(
                generation: $0, phase: .running, incarnation: 6, process: own, privatePort: 9, ready: true,
                admitting: true, restarts: 2, exits: [], since: 0, complaint: nil)
        }
        let old = WrapperStatus(
            rev: 9, bootId: "another", wrapper: own, slots: slots, listen: [], trouble: nil, dropped: 0)
        try rig.temporary.write("apps/shop/run/status.json", try JSONText.string(old))
        try rig.want([1: .live, 2: .parked])
        try rig.start()
        let slot = try rig.slot(1, .running, admitting: true)
        #expect(slot.incarnation == 7)
        #expect(slot.process != own)
        #expect(rig.latest?.slot(2)?.phase == .stopped)
        #expect(rig.latest?.slot(2)?.process == nil)
        #expect(rig.latest?.slot(2)?.admitting == false)
        #expect(sleeper.ending() == nil)
        sleeper.signal(SIGKILL)
        #expect(sleeper.ending(within: 10_000) == .signalled(SIGKILL))
    }

    @Test func aHandedOverSocketIsUsed() throws {
        let rig = try WrapperRig()
        try rig.generation(1)
        try rig.want([1: .live])
        try rig.start()
        try rig.slot(1, .running, admitting: true)
        let port = rig.port
        let duplicate = try #require(rig.descriptors.first)
        #expect(TCPSocket.port(of: duplicate) == port)
        try rig.send(.quit(stopping: true))
        #expect(rig.wrapper?.ending(within: 30_000) == .exited(0))
        let inode = TCPSocket.inode(of: duplicate)
        rig.disconnect()
        try rig.start(handing: [duplicate])
        try rig.slot(1, .running, admitting: true)
        #expect(rig.latest?.listen == [.init(name: "http", port: port, inode: inode)])
    }

    @Test func quittingWithoutStoppingLeavesTheProcessesToASuccessor() throws {
        let rig = try WrapperRig()
        try rig.generation(1)
        try rig.want([1: .live])
        try rig.start()
        let before = try rig.slot(1, .running, admitting: true)
        try rig.send(.quit(stopping: false))
        #expect(rig.wrapper?.ending(within: 30_000) == .exited(0))
        #expect(try Client.ask(rig.port) == before.process?.pid)
        rig.disconnect()
        try rig.start()
        #expect(try rig.slot(1, .running, admitting: true).process == before.process)
    }
}
