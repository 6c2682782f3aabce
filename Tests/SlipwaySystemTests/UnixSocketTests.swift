import Glibc
import SlipwaySystem
import SlipwayTesting
import Testing

@Suite struct UnixSocketTests {
    @Test func aPathLongerThanASocketAddressWorks() throws {
        let folder = try TemporaryFolder()
        let long = folder((0..<8).map { _ in String(repeating: "d", count: 40) }.joined(separator: "/"))
        try Folders.make(long)
        let path = long + "/control.sock"
        #expect(path.utf8.count > 300)
        let listener = try UnixSocket.listen(path)
        let client = LineChannel(try UnixSocket.connect(path))
        let server = LineChannel(try UnixSocket.accept(listener))
        try client.send(Array("hello".utf8))
        #expect(try server.line(deadline: Clock.monotonic() + 20_000) == Array("hello".utf8))
        #expect(try Files.facts(path)?.mode == 0o600)
    }

    @Test func aNameLongerThanASocketAddressIsAnError() throws {
        let folder = try TemporaryFolder()
        let error = try #require(throws: SystemError.self) {
            try UnixSocket.listen(folder(String(repeating: "n", count: 120)))
        }
        #expect(error.code == ENAMETOOLONG)
    }

    @Test func theKernelTellsWhoThePeerIs() throws {
        let folder = try TemporaryFolder()
        let listener = try UnixSocket.listen(folder("s"))
        let client = try UnixSocket.connect(folder("s"))
        let server = try UnixSocket.accept(listener)
        #expect(try UnixSocket.peer(server).uid == getuid())
        #expect(try UnixSocket.peer(server).pid == getpid())
        #expect(try UnixSocket.peer(client).pid == getpid())
    }

    @Test func aLeftOverSocketIsReplacedAndADeadOneRefuses() throws {
        let folder = try TemporaryFolder()
        var listener: OpenFile? = try UnixSocket.listen(folder("s"))
        #expect(listener != nil)
        listener = nil
        // A process that another test is just starting may hold a copy for a moment.
        let deadline = Clock.monotonic() + 20_000
        var code: Int32 = 0
        while code == 0, Clock.monotonic() < deadline {
            do { _ = try UnixSocket.connect(folder("s")) } catch let error as SystemError { code = error.code }
        }
        #expect(code == ECONNREFUSED)
        listener = try UnixSocket.listen(folder("s"))
        _ = try UnixSocket.connect(folder("s"))
    }
}
