import Glibc
import SlipwayModel
import SlipwaySystem
import SlipwayTesting
import Testing

/// Programs that do not speak with the wrapper.
@Suite struct WrapperPlainProgramTests {
    @Test func aProgramThatInheritsItsSocketServesAtOnce() throws {
        let rig = try WrapperRig()
        try rig.plainGeneration(1, "inherited", env: ["LISTEN_PID": "7", "PORT": "${listen.http}"]) {
            $0.listen.append(.init(name: "admin", port: 0))
        }
        try rig.want([1: .live], ports: [.init(name: "http", port: 0), .init(name: "admin", port: 0)])
        try rig.start()
        let slot = try rig.slot(1, .running, admitting: true)
        #expect(slot.ready && slot.privatePort == nil)
        let seen = try rig.seen(1)
        #expect(try Client.ask(rig.port) == seen.pid)
        #expect(seen.pid == slot.process?.pid)
        #expect(seen.env["LISTEN_FDS"] == "2")
        #expect(seen.env["LISTEN_FDNAMES"] == "http:admin")
        #expect(seen.env["LISTEN_PID"] == "\(seen.pid)")
        #expect(seen.env["PORT"] == "\(rig.port)")
        // 0 to 2, the two sockets, and the listing's own.
        #expect(seen.descriptors == ["0", "1", "2", "3", "4", "5"])
        #expect(seen.session == seen.pid)
    }

    @Test func parkingItChangesNothingAndStoppingItIsASignal() throws {
        let rig = try WrapperRig()
        try rig.plainGeneration(1, "inherited")
        try rig.want([1: .live])
        try rig.start()
        let slot = try rig.slot(1, .running, admitting: true)
        try rig.want([1: .parked])
        let parked = try rig.status { $0.rev == 2 }
        #expect(parked.slot(1) == slot)
        #expect(try Client.ask(rig.port) == slot.process?.pid)
        try rig.want([1: .stopped])
        #expect(try rig.slot(1, .stopped).exits.map(\.how) == ["signal 15"])
    }

    @Test func aProgramWithItsOwnSocketsGetsNoneAndIsToldItsPort() throws {
        let rig = try WrapperRig()
        let port = TCPSocket.port(of: try TCPSocket.listen(port: 0))
        try rig.plainGeneration(1, "${listen.http}", overrides: ["listen.http": "\(port)"])
        try rig.want([1: .live], ports: [])
        try rig.start()
        let slot = try rig.slot(1, .running, admitting: true)
        #expect(rig.latest?.listen == [])
        let seen = try rig.seen(1)
        #expect(seen.arguments.last == "\(port)")
        #expect(seen.descriptors == ["0", "1", "2", "3"])
        #expect(seen.env["LISTEN_FDS"] == nil && seen.env["LISTEN_PID"] == nil)
        try rig.awaitLog("hello from \(seen.pid)")
        #expect(try Client.ask(port) == slot.process?.pid)
    }

    @Test func itIsRestartedAndTakenOverLikeAnyOther() throws {
        let rig = try WrapperRig()
        try rig.plainGeneration(1, "inherited")
        try rig.want([1: .live])
        try rig.start()
        let first = try rig.slot(1, .running, admitting: true)
        kill(try #require(first.process).pid, SIGKILL)
        let second = try #require(
            try rig.status { $0.slot(1)?.incarnation == 2 && $0.slot(1)?.admitting == true }.slot(1))
        #expect(second.restarts == 1)
        try rig.killWrapper()
        // As if the wrapper had died just after the start.
        var old = try #require(rig.lastWritten())
        (old.slots[0].phase, old.slots[0].ready, old.slots[0].admitting) = (.starting, false, false)
        try rig.temporary.write("apps/shop/run/status.json", try JSONText.string(old))
        try rig.start()
        let taken = try rig.slot(1, .running, admitting: true)
        #expect(taken.process == second.process)
        #expect(taken.complaint == nil)
    }

    @Test func sharedFoldersAndTheWorkingFolderAreThere() throws {
        let rig = try WrapperRig()
        try rig.plainGeneration(1, "inherited", files: ["sub/x": ""]) {
            $0.shared = ["uploads", "deep/er"]
            $0.launch.folder = "sub"
        }
        try rig.want([1: .live])
        try rig.start()
        try rig.slot(1, .running)
        #expect(try rig.seen(1).folder == rig.temporary("releases/1/sub"))
        for name in ["uploads", "deep/er"] { #expect(Files.isFolder(rig.app + "/shared/" + name)) }
        try rig.temporary.write("apps/shop/shared/uploads/kept", "x")
        try rig.want([1: .stopped])
        try rig.slot(1, .stopped)
        #expect(try Files.text(rig.app + "/shared/uploads/kept") == "x")
    }

    @Test func closedSocketsOpenAgain() throws {
        let rig = try WrapperRig()
        let port = TCPSocket.port(of: try TCPSocket.listen(port: 0))
        try rig.plainGeneration(1, "inherited", overrides: ["listen.http": "\(port)"])
        try rig.want([1: .live], port: port)
        try rig.start()
        try rig.slot(1, .running)
        try rig.want([1: .stopped], listen: .closed, port: port)
        try rig.status { $0.listen.isEmpty && $0.slot(1)?.phase == .stopped }
        rig.dropDescriptors()
        try rig.want([1: .live], port: port)
        let again = try rig.slot(1, .running)
        #expect(rig.port == port)
        #expect(try Client.ask(port) == again.process?.pid)
    }
}
