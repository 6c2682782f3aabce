import SlipwaySystem

/// Answers one HTTP request on the node's socket: `/metrics`, and nothing else. The connection ends with it.
package struct MetricsAnswer {
    private let target: String

    /// nil when the line is no request of HTTP.
    package init?(_ line: [UInt8]) {
        let words = String(decoding: line.filter { $0 != 13 }, as: UTF8.self).split(separator: " ")
        guard words.count == 3, words[0] == "GET", words[2].hasPrefix("HTTP/1.") else { return nil }
        target = String(words[1].prefix { $0 != "?" })
    }

    /// The bytes of the whole answer.
    package func bytes(_ metrics: () throws -> [String]) -> [UInt8] {
        guard target == "/metrics" else { return Self.answer("404 Not Found", "there is /metrics only\n") }
        do {
            return Self.answer("200 OK", try metrics().map { $0 + "\n" }.joined())
        } catch {
            return Self.answer("500 Internal Server Error", "\(error)\n")
        }
    }

    private static func answer(_ status: String, _ text: String) -> [UInt8] {
        let head = [
            "HTTP/1.1 \(status)", "Content-Type: text/plain; version=0.0.4; charset=utf-8",
            "Content-Length: \(text.utf8.count)", "Connection: close", "", "",
        ]
        return Array((head.joined(separator: "\r\n") + text).utf8)
    }
}
