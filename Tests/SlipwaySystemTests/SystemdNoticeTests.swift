import Glibc
import SlipwayTesting
import Testing

@testable import SlipwaySystem

@Suite struct SystemdNoticeTests {
    /// What a service manager hears.
    private final class Ear: Sendable {
        let socket: OpenFile
        init(_ name: [UInt8]) throws {
            let type = Int32(SOCK_DGRAM.rawValue) | Int32(SOCK_CLOEXEC.rawValue)
            socket = OpenFile(owning: try checked("make", "a socket") { Glibc.socket(AF_UNIX, type, 0) })
            var address = sockaddr_un()
            address.sun_family = sa_family_t(AF_UNIX)
            withUnsafeMutableBytes(of: &address.sun_path) { $0.copyBytes(from: name) }
            let size = socklen_t(MemoryLayout<sa_family_t>.size + name.count)
            _ = try withUnsafePointer(to: &address) {
                try $0.withMemoryRebound(to: sockaddr.self, capacity: 1) { address in
                    try checked("listen on", "a name") { bind(socket.fd, address, size) }
                }
            }
        }

        func hear() throws -> String {
            try #require(Waiting.until(readable: socket.fd, deadline: Clock.monotonic() + 20_000))
            var room = [UInt8](repeating: 0, count: 4096)
            let count = recv(socket.fd, &room, room.count, 0)
            return String(decoding: room.prefix(max(count, 0)), as: UTF8.self)
        }
    }

    @Test func itIsHeardAtAPath() throws {
        let folder = try TemporaryFolder("notice")
        let ear = try Ear(Array(folder("n").utf8))
        let notice = try #require(SystemdNotice(["NOTIFY_SOCKET": folder("n")]))
        notice.ready("2 apps\nor so")
        #expect(try ear.hear() == "READY=1\nSTATUS=2 apps or so")
        notice.status("3 apps")
        notice.status("3 apps")
        notice.alive()
        notice.stopping()
        notice.release("http")
        let heard = try (0..<4).map { _ in try ear.hear() }
        #expect(heard == ["STATUS=3 apps", "WATCHDOG=1", "STOPPING=1", "FDSTOREREMOVE=1\nFDNAME=http"])
    }

    @Test func itIsHeardAtAnAbstractName() throws {
        let name = "slipway-test-\(getpid())-\(try Randomness.hex(bytes: 8))"
        let ear = try Ear([0] + Array(name.utf8))
        try #require(SystemdNotice(["NOTIFY_SOCKET": "@" + name])).alive()
        #expect(try ear.hear() == "WATCHDOG=1")
    }

    @Test func aDescriptorComesWithItsName() throws {
        let folder = try TemporaryFolder("notice")
        let ear = try Ear(Array(folder("n").utf8))
        let notice = try #require(SystemdNotice(["NOTIFY_SOCKET": folder("n")]))
        let pipe = try Pipe()
        notice.keep(try #require(pipe.writer).fd, as: "http")
        let channel = LineChannel(ear.socket)
        try #require(try channel.fill())
        #expect(channel.bufferedLine() == Array("FDSTORE=1".utf8))
        #expect(channel.bufferedLine() == Array("FDNAME=http".utf8))
        let taken = channel.takeDescriptors()
        #expect(taken.count == 1)
        #expect(write(try #require(taken.first).fd, "x", 1) == 1)
        #expect(Waiting.until(readable: pipe.reader.fd, deadline: Clock.monotonic() + 20_000))
    }

    @Test func theBarrierEndsWhenTheManagerHasTakenIt() throws {
        let folder = try TemporaryFolder("notice")
        let ear = try Ear(Array(folder("n").utf8))
        let notice = try #require(SystemdNotice(["NOTIFY_SOCKET": folder("n")]))
        try Threads.start { _ = try? ear.hear() }
        let begun = Clock.monotonic()
        notice.awaitTaken(within: 60_000)
        #expect(Clock.monotonic() - begun < 50_000)
    }

    @Test func nobodyListensNobodyIsTold() throws {
        let folder = try TemporaryFolder("notice")
        #expect(SystemdNotice([:]) == nil)
        #expect(SystemdNotice(["NOTIFY_SOCKET": "relative"]) == nil)
        #expect(SystemdNotice(["NOTIFY_SOCKET": ""]) == nil)
        let notice = try #require(SystemdNotice(["NOTIFY_SOCKET": folder("absent")]))
        notice.alive()
        notice.awaitTaken(within: 60_000)
    }

    @Test func theWatchdogIsForTheProcessItNames() {
        #expect(SystemdNotice.patience(["WATCHDOG_USEC": "60000000"], pid: 7) == 60_000)
        #expect(SystemdNotice.patience(["WATCHDOG_USEC": "60000000", "WATCHDOG_PID": "7"], pid: 7) == 60_000)
        #expect(SystemdNotice.patience(["WATCHDOG_USEC": "60000000", "WATCHDOG_PID": "8"], pid: 7) == nil)
        #expect(SystemdNotice.patience(["WATCHDOG_USEC": "nonsense"], pid: 7) == nil)
        #expect(SystemdNotice.patience(["WATCHDOG_USEC": "0"], pid: 7) == nil)
    }
}
