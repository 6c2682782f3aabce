import CSlipwayLinux
import Glibc

/// Lines of text, and descriptors beside them, over a connected Unix socket. Not for two threads at once.
package final class LineChannel {
    package let socket: OpenFile
    private var buffer: [UInt8] = []
    private var received: [OpenFile] = []
    private static let longest = 16 << 20

    package init(_ socket: OpenFile) { self.socket = socket }

    /// Sends one line; the descriptors travel with its first byte.
    package func send(_ line: [UInt8], descriptors: [Int32] = []) throws {
        try sendBytes(line + [10], descriptors: descriptors)
    }

    /// Sends bytes as they are.
    package func sendBytes(_ bytes: [UInt8], descriptors: [Int32] = []) throws {
        var rest = bytes[...]
        var fds = descriptors
        while !rest.isEmpty {
            let sent = rest.withUnsafeBytes {
                slw_send_with_fds(socket.fd, $0.baseAddress, $0.count, fds, Int32(fds.count))
            }
            if sent < 0 { throw SystemError("send to", "a socket", Int32(-sent)) }
            fds = []
            rest = rest.dropFirst(sent)
        }
    }

    /// The next line, without its end; nil when the peer has closed or the deadline has passed (`timedOut`).
    package func line(deadline: Int64 = .max) throws -> [UInt8]? {
        timedOut = false
        while true {
            if let line = bufferedLine() { return line }
            if deadline != .max, !Waiting.until(readable: socket.fd, deadline: deadline) {
                timedOut = true
                return nil
            }
            if try !fill() { return nil }
        }
    }

    package private(set) var timedOut = false

    /// A whole line that has already arrived.
    package func bufferedLine() -> [UInt8]? {
        guard let end = buffer.firstIndex(of: 10) else { return nil }
        let line = Array(buffer[..<end])
        buffer.removeFirst(end + 1)
        return line
    }

    /// Reads what there is; false when the peer has closed.
    package func fill() throws -> Bool {
        var got = 0
        var fds = [Int32](repeating: -1, count: 16)
        var count: Int32 = 16
        // Not filled with zeros first: what is not received into stays untouched.
        let piece = [UInt8](unsafeUninitializedCapacity: 65_536) {
            got = slw_receive_with_fds(socket.fd, $0.baseAddress, $0.count, &fds, &count)
            $1 = max(got, 0)
        }
        received += fds.prefix(Int(count)).map { OpenFile(owning: $0) }
        if got < 0 {
            if got == -Int(EAGAIN) { return true }
            if got == -Int(ECONNRESET) { return false }
            throw SystemError("receive from", "a socket", Int32(-got))
        }
        if got == 0 { return false }
        buffer.append(contentsOf: piece)
        if buffer.count > Self.longest { throw SystemError("receive from", "a socket", EMSGSIZE) }
        return true
    }

    /// The descriptors that have arrived so far; they are the caller's from now on.
    package func takeDescriptors() -> [OpenFile] {
        defer { received = [] }
        return received
    }
}
