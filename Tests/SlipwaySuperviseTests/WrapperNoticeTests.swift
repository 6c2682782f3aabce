import Glibc
import SlipwayModel
import SlipwaySystem
import SlipwayTesting
import Testing

/// A wrapper under a service manager, which is played by the test.
@Suite struct WrapperNoticeTests {
    private final class PlayedSystemd {
        let channel: LineChannel
        private(set) var stored: [String: OpenFile] = [:]
        /// How often a program has said that it is ready.
        private(set) var readies = 0

        init(_ path: String) throws {
            let type = Int32(SOCK_DGRAM.rawValue) | Int32(SOCK_CLOEXEC.rawValue)
            let socket = OpenFile(owning: try checked("make", "a socket") { Glibc.socket(AF_UNIX, type, 0) })
            var address = sockaddr_un()
            address.sun_family = sa_family_t(AF_UNIX)
            withUnsafeMutableBytes(of: &address.sun_path) { $0.copyBytes(from: Array(path.utf8)) }
            _ = try withUnsafePointer(to: &address) {
                try $0.withMemoryRebound(to: sockaddr.self, capacity: 1) { address in
                    try checked("listen on", path) {
                        bind(socket.fd, address, socklen_t(MemoryLayout<sockaddr_un>.size))
                    }
                }
            }
            channel = LineChannel(socket)
        }

        /// Hears one notice after another, and does what is said, until one of them begins so.
        func hear(until wanted: String) throws {
            let deadline = Clock.monotonic() + WrapperRig.patience
            while true {
                try #require(Waiting.until(readable: channel.socket.fd, deadline: deadline), "no \(wanted)")
                var room = [UInt8](repeating: 0, count: 4096)
                let peeked = recv(channel.socket.fd, &room, room.count, Int32(MSG_PEEK))
                let lines = String(decoding: room.prefix(max(peeked, 0)), as: UTF8.self).split(separator: "\n")
                _ = try channel.fill()
                let files = channel.takeDescriptors()
                let name = lines.first { $0.hasPrefix("FDNAME=") }.map { String($0.dropFirst(7)) }
                if lines.first == "FDSTORE=1", let name { stored[name] = files.first }
                if lines.first == "FDSTOREREMOVE=1", let name { stored[name] = nil }
                if lines.contains("READY=1") { readies += 1 }
                if lines.contains(where: { $0.hasPrefix(wanted) }) { return }
            }
        }
    }

    @Test func aSuccessorGetsSocketsAndLogFromTheManager() throws {
        let rig = try WrapperRig()
        let systemd = try PlayedSystemd(rig.temporary("notify"))
        rig.variables = ["NOTIFY_SOCKET": rig.temporary("notify"), "WATCHDOG_USEC": "900000"]
        try rig.generation(1)
        try rig.want([1: .live])
        try rig.start()
        try systemd.hear(until: "READY=1")
        let before = try rig.slot(1, .running, admitting: true)
        try systemd.hear(until: "STATUS=shop: generation 1")
        try systemd.hear(until: "WATCHDOG=1")
        #expect(systemd.stored.keys.sorted() == ["http", "slipway.log"])
        let socket = try #require(systemd.stored["http"])
        #expect(TCPSocket.port(of: socket) == rig.port)
        let listen = rig.latest?.listen

        try rig.killWrapper()
        rig.dropDescriptors()
        rig.variables["LISTEN_FDNAMES"] = "slipway.log:http"
        try rig.start(handing: [try #require(systemd.stored["slipway.log"]), socket])
        let after = try rig.slot(1, .running, admitting: true)
        try systemd.hear(until: "READY=1")
        #expect(after.process == before.process)
        #expect(rig.latest?.listen == listen)

        try rig.want([:], listen: .closed, ports: [])
        try systemd.hear(until: "FDSTOREREMOVE=1")
        #expect(systemd.stored.keys.sorted() == ["slipway.log"])
        try rig.send(.quit(stopping: true))
        try systemd.hear(until: "STOPPING=1")
    }

    @Test func theManagerIsStillToldAfterAnUpgrade() throws {
        let rig = try WrapperRig()
        let systemd = try PlayedSystemd(rig.temporary("notify"))
        rig.variables = ["NOTIFY_SOCKET": rig.temporary("notify"), "WATCHDOG_USEC": "900000"]
        try rig.generation(1)
        try rig.want([1: .live])
        try rig.start()
        _ = try rig.slot(1, .running, admitting: true)
        let program = rig.temporary("next")
        try #require(try Command.run("cp", [try Files.real(try #require(WrapperRig.program)), program]).succeeded)
        try rig.send(.upgrade(program: program))
        let pid = try #require(rig.wrapper).pid
        let wanted = try Files.facts(program)?.inode
        let deadline = Clock.monotonic() + WrapperRig.patience
        // Of the program before, and of the one that it has become.
        while systemd.readies < 2 {
            try #require(Clock.monotonic() < deadline, "\(rig.log())")
            try systemd.hear(until: "WATCHDOG=1")
        }
        #expect(try Files.facts("/proc/\(pid)/exe", following: true)?.inode == wanted)
        try systemd.hear(until: "WATCHDOG=1")
        #expect(systemd.stored.keys.sorted() == ["http", "slipway.log"])
        try rig.attach()
        _ = try rig.slot(1, .running, admitting: true)
        try rig.send(.quit(stopping: true))
        try systemd.hear(until: "STOPPING=1")
    }
}
