import Glibc
import SlipwaySystem
import SlipwayTesting
import Testing

@Suite struct LineChannelTests {
    /// Two connected channels.
    private func pair(_ folder: TemporaryFolder) throws -> (LineChannel, LineChannel) {
        let listener = try UnixSocket.listen(folder("s"))
        let client = try UnixSocket.connect(folder("s"))
        return (LineChannel(client), LineChannel(try UnixSocket.accept(listener)))
    }

    private let soon = Clock.monotonic() + 20_000

    @Test func linesArriveWholeAndInOrder() throws {
        let folder = try TemporaryFolder()
        let (here, there) = try pair(folder)
        let long = [UInt8](repeating: 120, count: 100_000)
        for line in [Array("one".utf8), [], long] { try here.send(line) }
        #expect(try there.line(deadline: soon) == Array("one".utf8))
        #expect(try there.line(deadline: soon) == [])
        #expect(try there.line(deadline: soon) == long)
        #expect(there.bufferedLine() == nil)
    }

    @Test func descriptorsTravelWithTheirLine() throws {
        let folder = try TemporaryFolder()
        let (here, there) = try pair(folder)
        let listener = try TCPSocket.listen(port: 0)
        let file = try OpenFile.read(try folder.write("a", "content"))
        try here.send(Array("with".utf8), descriptors: [listener.fd, file.fd])
        try here.send(Array("without".utf8))
        #expect(try there.line(deadline: soon) == Array("with".utf8))
        let received = there.takeDescriptors()
        #expect(received.count == 2)
        #expect(TCPSocket.inode(of: received[0]) == TCPSocket.inode(of: listener))
        #expect(TCPSocket.port(of: received[0]) == TCPSocket.port(of: listener))
        #expect(try received[1].readAll(limit: 100) == Array("content".utf8))
        #expect(received.allSatisfy { fcntl($0.fd, F_GETFD) & FD_CLOEXEC != 0 })
        #expect(try there.line(deadline: soon) == Array("without".utf8))
        #expect(there.takeDescriptors().isEmpty)
    }

    @Test func aPeerThatClosesIsAnEndAndADeadlineIsToldApart() throws {
        let folder = try TemporaryFolder()
        var (here, there): (LineChannel?, LineChannel) = try pair(folder)
        #expect(try there.line(deadline: Clock.monotonic() + 20) == nil)
        #expect(there.timedOut)
        try here?.send(Array("last".utf8))
        here = nil
        #expect(try there.line(deadline: soon) == Array("last".utf8))
        #expect(try there.line(deadline: soon) == nil)
        #expect(!there.timedOut)
        #expect(throws: SystemError.self) { for _ in 0..<3 { try there.send(Array("x".utf8)) } }
    }

    @Test func aLineWithoutEndIsRefused() throws {
        let folder = try TemporaryFolder()
        let (here, there) = try pair(folder)
        Waiting.setNonBlocking(here.socket.fd)
        let piece = [UInt8](repeating: 120, count: 65_536)
        #expect(throws: SystemError.self) {
            for _ in 0..<300 {
                _ = write(here.socket.fd, piece, piece.count)
                _ = try there.fill()
            }
        }
    }
}
