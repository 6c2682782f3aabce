import Glibc
import SlipwayModel
import SlipwaySupervise
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
        #expect(status.trouble == "cannot listen on port \(port) (http): address already in use")
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
        #expect(status.trouble == "cannot listen on port 70000 (http): a port is at most 65535")
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

    @Test func aChangedPortIsOpenedBesideTheOldOneUntilTheOldProgramHasEnded() throws {
        let rig = try WrapperRig()
        let (old, new) = (Listener(name: "http", port: Self.freePort()), Listener(name: "http", port: Self.freePort()))
        try rig.generation(1, options: ["ignore-term"], port: old.port, stop: .seconds(60))
        try rig.generation(2, port: new.port)
        try rig.want([1: .live], ports: [old])
        try rig.start()
        let first = try rig.slot(1, .running, admitting: true)
        try rig.want([1: .live, 2: .parked], ports: [new, old])
        try rig.slot(2, .running)
        #expect(rig.latest?.listen.map(\.port) == [new.port, old.port])
        #expect(try Client.ask(old.port) == first.process?.pid)
        try rig.want([1: .parked, 2: .live], ports: [new, old])
        let second = try rig.slot(2, .running, admitting: true)
        try rig.slot(1, .running, admitting: false)

        // Nobody wants the old port any more, but the old program has it open still; a way back finds it open.
        try rig.want([2: .live], ports: [new])
        try rig.slot(1, .stopping)
        #expect(rig.latest?.listen.map(\.port) == [new.port, old.port])
        #expect(try Client.ask(new.port) == second.process?.pid)
        rig.dropDescriptors()
        kill(try #require(first.process).pid, SIGKILL)
        try rig.status { $0.slot(1)?.phase == .stopped && $0.listen.map(\.port) == [new.port] }
        #expect(rig.latest?.trouble == nil)
    }

    @Test func anotherNameOfAPortHasTheSameSocket() throws {
        let rig = try WrapperRig()
        let port = Self.freePort()
        try rig.generation(1, port: port)
        try rig.generation(2) { $0.listen = [Listener(name: "web", port: port)] }
        try rig.want([1: .live], port: port)
        try rig.start()
        try rig.slot(1, .running, admitting: true)
        let inode = try #require(rig.latest?.listen.first?.inode)
        let both = [Listener(name: "web", port: port), Listener(name: "http", port: port)]
        try rig.want([1: .parked, 2: .live], ports: both)
        let second = try rig.slot(2, .running, admitting: true)
        #expect(rig.latest?.listen.map(\.inode) == [inode, inode])
        try rig.want([2: .live], ports: [both[0]])
        try rig.status { $0.slot(1)?.phase == .stopped && $0.listen.map(\.name) == ["web"] }
        #expect(rig.latest?.listen.first?.inode == inode)
        #expect(try Client.ask(port) == second.process?.pid)

        // In a handover too: the old one has ended, and clients wait at the socket for the new one.
        try rig.want([:], ports: [both[0]])
        try rig.slot(2, .stopped)
        let waiting = try Client(port: port)
        try rig.want([1: .live], ports: [both[1]])
        #expect(try waiting.ask() == rig.slot(1, .running, admitting: true).process?.pid)
        #expect(rig.latest?.listen.map(\.inode) == [inode])
    }

    @Test func aProgramThatSpeaksGetsAllItsSockets() throws {
        let rig = try WrapperRig()
        let (http, admin) = (Listener(name: "http", port: 0), Listener(name: "admin", port: 0))
        try rig.generation(1) { $0.listen = [http, admin] }
        try rig.want([1: .live], ports: [http, admin])
        try rig.start()
        try rig.slot(1, .running, admitting: true)
        let seen = try rig.seen(1)
        #expect(seen.env["LISTEN_FDS"] == "2")
        #expect(seen.env["LISTEN_FDNAMES"] == "http:admin")
        #expect(seen.env["LISTEN_PID"] == "\(seen.pid)")
        let links = try ["0", "3", "4"].map { try Files.linkTarget("/proc/\(seen.pid)/fd/\($0)") }
        let inodes = try #require(rig.latest).listen.map { "socket:[\($0.inode)]" }
        #expect(links == [inodes[0], inodes[0], inodes[1]])
    }

    @Test func aPortIsGivenAMomentToBecomeFree() throws {
        let holder = try TCPSocket.listen(port: 0)
        let wanted = Listener(name: "http", port: TCPSocket.port(of: holder))
        let table = ListenerTable(spares: [])
        for now: Int64 in [1000, 1100, 1200, 2499] {
            table.hurry()
            table.reconcile([wanted], now: now)
            #expect(table.trouble == nil)
            #expect(table.isPatient)
            #expect(table.retryAt == min(now + 100, 2500))
        }
        table.reconcile([wanted], now: 2500)
        #expect(table.trouble == "cannot listen on port \(wanted.port) (http): address already in use")
        #expect(!table.isPatient)
        #expect(table.retryAt == 2600)
        // Another wish is another port; the same one later is a new wait.
        table.hurry()
        table.reconcile([], now: 2550)
        #expect(table.trouble == nil)
        #expect(table.retryAt == nil)
        table.reconcile([wanted], now: 9000)
        #expect(table.trouble == nil)
    }

    @Test func whatCannotBecomeFreeIsTroubleAtOnce() {
        let table = ListenerTable(spares: [])
        table.reconcile([Listener(name: "http", port: 70_000)], now: 1000)
        #expect(table.trouble != nil)
    }

    private typealias Listener = ServiceSpec.Listener

    private static func freePort() -> Int { (try? TCPSocket.listen(port: 0)).map(TCPSocket.port) ?? 0 }

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
