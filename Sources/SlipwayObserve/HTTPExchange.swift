import Glibc
import SlipwaySystem

/// Why a probe got no whole answer.
package struct ExchangeError: Error, CustomStringConvertible, Sendable {
    package var description: String
}

/// One GET over HTTP/1.1 on the loopback, with `Connection: close` (RFC 9112). Bounded in time and size.
package enum HTTPExchange {
    package struct Answer: Sendable {
        package var status: Int
        package var body: [UInt8]
    }

    /// The most of an answer that is looked at.
    static let most = 256 << 10

    package static func get(
        path: String, port: Int, headers: [(String, String)], deadline: Int64
    ) throws -> Answer {
        let socket: OpenFile
        do {
            socket = try TCPSocket.connectLoopback(port: port, deadline: deadline)
        } catch let error as SystemError {
            throw ExchangeError(description: "no connection to port \(port): \(error.reason)")
        }
        var request = "GET \(path) HTTP/1.1\r\nHost: localhost:\(port)\r\nUser-Agent: slipway\r\nAccept: */*\r\n"
        for (name, value) in headers { request += "\(name): \(value)\r\n" }
        request += "Connection: close\r\n\r\n"
        try send(Array(request.utf8), to: socket, deadline)
        return try answer(from: socket, deadline)
    }

    private static func send(_ bytes: [UInt8], to socket: OpenFile, _ deadline: Int64) throws {
        var rest = bytes[...]
        while !rest.isEmpty {
            let sent = rest.withUnsafeBytes { Glibc.send(socket.fd, $0.baseAddress, $0.count, Int32(MSG_NOSIGNAL)) }
            if sent > 0 {
                rest = rest.dropFirst(sent)
            } else if sent < 0 && errno == EAGAIN {
                guard Waiting.until(writable: socket.fd, deadline: deadline) else { throw late("it took the request") }
            } else if sent < 0 && errno != EINTR {
                throw ExchangeError(description: "the connection broke while asking")
            }
        }
    }

    private static func answer(from socket: OpenFile, _ deadline: Int64) throws -> Answer {
        var reader = ResponseReader()
        var piece = [UInt8](repeating: 0, count: 16 << 10)
        while !reader.isComplete {
            guard Waiting.until(readable: socket.fd, deadline: deadline) else { throw late("its answer was whole") }
            let count = piece.withUnsafeMutableBytes { recv(socket.fd, $0.baseAddress, $0.count, 0) }
            if count < 0 {
                if errno == EAGAIN || errno == EINTR { continue }
                throw ExchangeError(description: "the connection broke before the answer was whole")
            }
            try reader.take(piece[..<count], atEnd: count == 0)
        }
        return Answer(status: reader.status, body: reader.body)
    }

    private static func late(_ what: String) -> ExchangeError {
        ExchangeError(description: "no answer: the time was up before \(what)")
    }
}
