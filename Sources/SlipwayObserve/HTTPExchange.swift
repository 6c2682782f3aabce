import SlipwayModel

/// One GET over HTTP/1.1 to this host, with `Connection: close` (RFC 9112). Bounded in time and size.
enum HTTPExchange {
    struct Question {
        var path: String
        var port: Int
        /// What is sent as `Host`.
        var host: String
        var isSecure: Bool
        var headers: [(String, String)]
    }

    struct Answer {
        var status: Int
        /// Names in lower case.
        var headers: [(name: String, value: String)]
        var body: [UInt8]
        /// Whole days that the server's certificate is valid; nil without TLS.
        var certificateDays: Int?
    }

    /// The most of an answer that is looked at.
    static let most = 256 << 10

    static func get(_ question: Question, _ time: Wire.Time) throws -> Answer {
        let name = question.host.split(separator: ":").first.map(String.init) ?? "localhost"
        let wire = try Wire(port: question.port, secure: question.isSecure ? name : nil, time)
        var text = "GET \(question.path) HTTP/1.1\r\nHost: \(question.host)\r\nUser-Agent: slipway\r\nAccept: */*\r\n"
        for (name, value) in question.headers { text += "\(name): \(value)\r\n" }
        try wire.send(Array((text + "Connection: close\r\n\r\n").utf8))
        var reader = ResponseReader()
        while !reader.isComplete {
            let bytes = try wire.receive()
            try reader.take(bytes, atEnd: bytes.isEmpty)
        }
        return Answer(
            status: reader.status, headers: reader.headers, body: reader.body, certificateDays: wire.certificateDays)
    }
}
