import Glibc
import SlipwaySystem
import Testing

@Suite struct TCPSocketTests {
    @Test(arguments: [-1, 65_536, 70_000, Int.max, Int.min])
    func noPortIsRefusedLikeAnyOtherFailure(_ port: Int) {
        #expect(throws: SystemError("listen on", "port \(port)", EINVAL)) { try TCPSocket.listen(port: port) }
        #expect(throws: SystemError("connect to", "port \(port)", EINVAL)) {
            try TCPSocket.connectLoopback(port: port, deadline: Clock.monotonic() + 1000)
        }
    }

    @Test func portZeroIsAnyPort() throws {
        let socket = try TCPSocket.listen(port: 0)
        let port = TCPSocket.port(of: socket)
        #expect((1...65_535).contains(port))
        _ = try TCPSocket.connectLoopback(port: port, deadline: Clock.monotonic() + 10_000)
    }
}
