import Glibc
import SlipwayCrypto
import SlipwayModel
import SlipwaySystem

/// Why a probe got no whole answer.
struct ExchangeError: Error, CustomStringConvertible, Sendable {
    var description: String
}

/// One connection to a port of this host, plain or with TLS, that is over when its time is.
final class Wire {
    /// The time one ask has, as the check says it and as the clock does.
    struct Time {
        let span: TimeSpan
        let deadline: Int64
        init(_ span: TimeSpan) {
            self.span = span
            deadline = Clock.monotonic() + Int64(span.milliseconds)
        }
    }

    private let socket: OpenFile
    private let time: Time
    private var secure: TLSClient?
    /// What has come lies here and is taken even when the time is up: a stalled host is no fault of the program. So
    /// many pieces of it, since more may come without end.
    private var late = HTTPExchange.most / Wire.piece
    private var received = 0

    private static let piece = 16 << 10

    /// `name`: TLS, and the name the server is asked by.
    init(port: Int, secure name: String?, _ time: Time) throws {
        self.time = time
        do {
            socket = try TCPSocket.connectLoopback(port: port, deadline: time.deadline)
        } catch let error as SystemError {
            let reason = error.code == ETIMEDOUT ? " in \(time.span)" : ": \(error.reason)"
            throw ExchangeError(description: "no connection to port \(port)\(reason)")
        }
        if let name { try agree(name) }
    }

    /// nil for a plain connection.
    var certificateDays: Int? { secure?.certificateDays }

    private func agree(_ name: String) throws {
        do {
            // A number is no name of a server (RFC 6066).
            let client = try TLSClient(name: name.allSatisfy { $0.isNumber || $0 == "." } ? nil : name)
            while try !client.shake() {
                try put(client.toSend())
                let bytes = try piece(or: "no TLS in \(time.span)")
                if bytes.isEmpty { throw ExchangeError(description: "no TLS: the connection closed") }
                client.take(bytes)
            }
            try put(client.toSend())
            secure = client
        } catch let error as TLSError {
            throw ExchangeError(description: "no TLS: \(error)")
        }
    }

    func send(_ bytes: [UInt8]) throws {
        guard let secure else { return try put(bytes) }
        do {
            try secure.write(bytes)
        } catch {
            throw ExchangeError(description: "TLS broke while asking: \(error)")
        }
        try put(secure.toSend())
    }

    /// The next piece of the answer; empty at its end.
    func receive() throws -> ArraySlice<UInt8> {
        guard let secure else {
            let bytes = try piece(or: tooLate)
            received += bytes.count
            return bytes
        }
        do {
            while true {
                if let bytes = try secure.read(most: Self.piece) {
                    received += bytes.count
                    return bytes[...]
                }
                let bytes = try piece(or: tooLate)
                if bytes.isEmpty { return [] }
                secure.take(bytes)
                // A new key may have to be answered.
                try put(secure.toSend())
            }
        } catch let error as TLSError {
            throw ExchangeError(description: "TLS broke before the answer was whole: \(error)")
        }
    }

    private var tooLate: String {
        received == 0
            ? "no answer in \(time.span)"
            : "no whole answer in \(time.span): \(received) byte\(received == 1 ? "" : "s") of it came"
    }

    private func put(_ bytes: [UInt8]) throws {
        var rest = bytes[...]
        while !rest.isEmpty {
            let sent = rest.withUnsafeBytes { Glibc.send(socket.fd, $0.baseAddress, $0.count, Int32(MSG_NOSIGNAL)) }
            if sent > 0 {
                rest = rest.dropFirst(sent)
            } else if sent < 0 && errno == EAGAIN {
                guard Waiting.until(writable: socket.fd, deadline: time.deadline) else {
                    throw ExchangeError(description: "it did not take the request in \(time.span)")
                }
            } else if sent < 0 && errno != EINTR {
                throw ExchangeError(description: "the connection broke while asking")
            }
        }
    }

    private func piece(or tooLate: @autoclosure () -> String) throws -> ArraySlice<UInt8> {
        while true {
            if Clock.monotonic() >= time.deadline { late -= 1 }
            guard late >= 0, Waiting.until(readable: socket.fd, deadline: time.deadline) else {
                throw ExchangeError(description: tooLate())
            }
            var count = 0
            let bytes = [UInt8](unsafeUninitializedCapacity: Self.piece) { room, filled in
                count = recv(socket.fd, room.baseAddress, room.count, 0)
                filled = max(0, count)
            }
            if count >= 0 { return bytes[...] }
            if errno != EAGAIN && errno != EINTR {
                throw ExchangeError(description: "the connection broke before the answer was whole")
            }
        }
    }
}
