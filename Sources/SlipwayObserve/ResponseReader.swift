/// Takes an HTTP/1.1 response apart as its bytes arrive (RFC 9112): a length, chunks, or until the end.
struct ResponseReader {
    private(set) var status = 0
    private(set) var body: [UInt8] = []
    private(set) var isComplete = false
    private var raw: [UInt8] = []
    private var bodyBegins: Int?
    private var length: Int?
    private var isChunked = false

    mutating func take(_ bytes: ArraySlice<UInt8>, atEnd: Bool) throws {
        raw.append(contentsOf: bytes)
        if raw.count > HTTPExchange.most { throw ExchangeError(description: "its answer is longer than 256 KiB") }
        if bodyBegins == nil { try readHead() }
        guard let begins = bodyBegins else {
            if atEnd { throw ExchangeError(description: "the connection closed before an answer") }
            return
        }
        let rest = raw[begins...]
        if isChunked {
            if let whole = try Self.dechunked(rest) { finish(whole) }
        } else if let length {
            if rest.count >= length { finish(Array(rest.prefix(length))) }
        } else if atEnd {
            finish(Array(rest))
        }
        if atEnd, !isComplete { throw ExchangeError(description: "the connection closed in the middle of an answer") }
    }

    private mutating func finish(_ whole: [UInt8]) {
        body = whole
        isComplete = true
    }

    private mutating func readHead() throws {
        guard let end = Self.headEnd(raw) else { return }
        let lines = String(decoding: raw[..<end], as: UTF8.self).split(separator: "\r\n")
        let words = lines.first?.split(separator: " ") ?? []
        guard words.count >= 2, words[0].hasPrefix("HTTP/1."), let code = Int(words[1]), (100...599).contains(code)
        else {
            throw ExchangeError(description: "its answer is not HTTP")
        }
        if code < 200 {
            // An interim answer; the real one follows.
            raw.removeFirst(end + 4)
            return try readHead()
        }
        status = code
        bodyBegins = end + 4
        for line in lines.dropFirst() {
            guard let colon = line.firstIndex(of: ":") else { continue }
            let name = line[..<colon].lowercased()
            let value = line[line.index(after: colon)...].drop { $0 == " " }
            if name == "content-length" {
                guard let announced = Int(value.filter { !$0.isWhitespace }), announced >= 0 else {
                    throw ExchangeError(description: "its answer has a broken length")
                }
                length = announced
            }
            if name == "transfer-encoding", value.lowercased().hasSuffix("chunked") { isChunked = true }
        }
        if code == 204 || code == 304 { length = 0 }
    }

    private static func headEnd(_ bytes: [UInt8]) -> Int? {
        guard bytes.count >= 4 else { return nil }
        return (0...(bytes.count - 4)).first {
            bytes[$0] == 13 && bytes[$0 + 1] == 10 && bytes[$0 + 2] == 13 && bytes[$0 + 3] == 10
        }
    }

    /// nil until the last chunk has come.
    private static func dechunked(_ bytes: ArraySlice<UInt8>) throws -> [UInt8]? {
        var whole: [UInt8] = []
        var rest = bytes
        while let end = rest.firstIndex(of: 10) {
            let line = String(decoding: rest[..<end], as: UTF8.self).split(whereSeparator: {
                $0 == ";" || $0 == "\r" || $0 == "\r\n"
            })
            guard let word = line.first, let size = Int(word, radix: 16), size >= 0, size <= HTTPExchange.most else {
                throw ExchangeError(description: "its answer has a broken chunk")
            }
            if size == 0 { return whole }
            let data = rest[(end + 1)...]
            guard data.count >= size + 2 else { return nil }
            whole.append(contentsOf: data.prefix(size))
            rest = data.dropFirst(size + 2)
        }
        return nil
    }
}
