import Glibc
import SlipwayModel
import SlipwaySystem
import SlipwayTesting
import Testing

@Suite struct WrapperListenTests {
    @Test func aTakenPortIsTroubleAndHealsWhenItIsFree() throws {
        let rig = try WrapperRig()
        var holder: OpenFile? = try TCPSocket.listen(port: 0)
        let port = TCPSocket.port(of: try #require(holder))
        try rig.generation(1, port: port)
        try rig.want([1: .live], port: port)
        try rig.start()
        let status = try rig.status { $0.trouble != nil && $0.slot(1)?.complaint != nil }
        #expect(status.trouble == "cannot listen on port \(port): address already in use")
        #expect(status.slot(1)?.phase == .waiting)
        #expect(status.slot(1)?.incarnation == 0)
        holder = nil
        try rig.slot(1, .running, admitting: true)
        #expect(rig.latest?.trouble == nil)
        #expect(rig.latest?.slot(1)?.complaint == nil)
        #expect(rig.port == port)
    }

    @Test func aPortThatCannotExistIsTroubleToo() throws {
        let rig = try WrapperRig()
        try rig.want([:], port: 70_000)
        try rig.start()
        let status = try rig.status { $0.trouble != nil }
        #expect(status.trouble == "cannot listen on port 70000: a port is at most 65535")
    }

    @Test func theSocketIsHeldAcrossARestartAndClosedWhenAskedTo() throws {
        let rig = try WrapperRig()
        try rig.generation(1)
        try rig.want([1: .live])
        try rig.start()
        try rig.slot(1, .running, admitting: true)
        let inode = rig.latest?.listen.first?.inode
        let port = rig.port
        try rig.want([1: .stopped])
        try rig.slot(1, .stopped)
        #expect(rig.latest?.listen.first?.inode == inode)
        // A client waits while nobody runs.
        let waiting = try Client(port: port)
        try rig.want([1: .live])
        let again = try rig.slot(1, .running, admitting: true)
        #expect(try waiting.ask() == again.process?.pid)
        rig.dropDescriptors()
        try rig.want([1: .stopped], listen: .closed)
        try rig.status { $0.listen.isEmpty && $0.slot(1)?.phase == .stopped }
        // A process that another test is just starting may hold a copy for a moment.
        let deadline = Clock.monotonic() + WrapperRig.patience
        while Clock.monotonic() < deadline, (try? Client(port: port)) != nil {}
        #expect(throws: SystemError.self) { try Client(port: port) }
    }

    @Test func aWantThatCannotBeReadChangesNothing() throws {
        let rig = try WrapperRig()
        try rig.generation(1)
        try rig.want([1: .live])
        try rig.start()
        let before = try rig.slot(1, .running, admitting: true)
        try rig.temporary.write("apps/shop/want.json", "{\"rev\":")
        try rig.send(.reload)
        let status = try rig.status { $0.trouble != nil }
        #expect(status.trouble?.hasPrefix("cannot read \(rig.app)/want.json") == true)
        #expect(status.slot(1) == before)
        try rig.want([1: .live])
        try rig.status { $0.trouble == nil && $0.rev == 2 }
    }
}
