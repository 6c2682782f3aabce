/// Takes an HTTP/1.1 response apart as its bytes arrive (RFC 9112): a length, chunks, or until the end.
struct ResponseReader {
    private(set) var status = 0
    /// Names in lower case.
    private(set) var headers: [(name: String, value: String)] = []
    private(set) var body: [UInt8] = []
    private(set) var isComplete = false
    private var raw: [UInt8] = []
    /// Where the part of `raw` begins that is not understood yet.
    private var next = 0
    private var hasHead = false
    private var length: Int?
    private var isChunked = false

    mutating func take(_ bytes: ArraySlice<UInt8>, atEnd: Bool) throws {
        raw.append(contentsOf: bytes)
        if raw.count > HTTPExchange.most { throw ExchangeError(description: "its answer is longer than 256 KiB") }
        if !hasHead { try readHead() }
        guard hasHead else {
            if atEnd { throw ExchangeError(description: "the connection closed before an answer") }
            return
        }
        if isChunked {
            try readChunks()
        } else if let length {
            if raw.count - next >= length { finish(raw[next..<next + length]) }
        } else if atEnd {
            finish(raw[next...])
        }
        if atEnd, !isComplete { throw ExchangeError(description: "the connection closed in the middle of an answer") }
    }

    private mutating func finish(_ rest: ArraySlice<UInt8>) {
        body.append(contentsOf: rest)
        raw = []
        isComplete = true
    }

    private mutating func readHead() throws {
        guard let end = headEnd() else {
            next = max(0, raw.count - 3)
            return
        }
        let lines = String(decoding: raw[..<end], as: UTF8.self).split(separator: "\r\n")
        let words = lines.first?.split(separator: " ") ?? []
        guard words.count >= 2, words[0].hasPrefix("HTTP/1."), let code = Int(words[1]), (100...599).contains(code)
        else {
            throw ExchangeError(description: "its answer is not HTTP")
        }
        if code < 200 {
            // An interim answer; the real one follows.
            raw.removeFirst(end + 4)
            next = 0
            return try readHead()
        }
        status = code
        hasHead = true
        next = end + 4
        for line in lines.dropFirst() { try readField(line) }
        if code == 204 || code == 304 { length = 0 }
    }

    private mutating func readField(_ line: Substring) throws {
        guard let colon = line.firstIndex(of: ":") else { return }
        let name = line[..<colon].lowercased()
        let value = line[line.index(after: colon)...].drop { $0 == " " || $0 == "\t" }
        headers.append((name, String(value)))
        if name == "content-length" {
            guard let announced = Int(value.filter { !$0.isWhitespace }), announced >= 0 else {
                throw ExchangeError(description: "its answer has a broken length")
            }
            length = announced
        }
        if name == "transfer-encoding", value.lowercased().hasSuffix("chunked") { isChunked = true }
    }

    private func headEnd() -> Int? {
        guard raw.count >= next + 4 else { return nil }
        return (next...(raw.count - 4)).first {
            raw[$0] == 13 && raw[$0 + 1] == 10 && raw[$0 + 2] == 13 && raw[$0 + 3] == 10
        }
    }

    /// As many whole chunks as have come.
    private mutating func readChunks() throws {
        while let end = raw[next...].firstIndex(of: 10) {
            let line = String(decoding: raw[next..<end], as: UTF8.self).split(whereSeparator: {
                $0 == ";" || $0 == "\r" || $0 == "\r\n"
            })
            guard let word = line.first, let size = Int(word, radix: 16), size >= 0, size <= HTTPExchange.most else {
                throw ExchangeError(description: "its answer has a broken chunk")
            }
            if size == 0 { return finish([]) }
            let begins = end + 1
            guard raw.count - begins >= size + 2 else { return }
            body.append(contentsOf: raw[begins..<begins + size])
            next = begins + size + 2
        }
    }
}
