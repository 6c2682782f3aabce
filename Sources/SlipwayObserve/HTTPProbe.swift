import Glibc
package import SlipwayModel
import SlipwaySystem

/// What one probe found.
package struct ProbeResult: Codable, Hashable, Sendable {
    package enum Verdict: String, Codable, Sendable { case pass, fail }
    package var verdict: Verdict
    /// In words: `200 in 12 ms`, `answered 503, wanted 200`.
    package var detail: String
    /// Milliseconds it took.
    package var took: Int64

    package init(verdict: Verdict, detail: String, took: Int64) {
        self.verdict = verdict
        self.detail = detail
        self.took = took
    }
}

/// Asks one URL on 127.0.0.1 once, within a deadline that covers connect, send and the whole answer.
package struct HTTPProbe: Sendable {
    package var check: HealthCheck
    package var port: Int
    /// The secret of a private port.
    package var token: String?

    package init(check: HealthCheck, port: Int, token: String?) {
        self.check = check
        self.port = port
        self.token = token
    }

    package func ask() -> ProbeResult {
        let begun = Clock.monotonic()
        do {
            let answer = try HTTPExchange.get(
                path: (check.http ?? "/"), port: port, headers: token.map { [("X-Slipway-Token", $0)] } ?? [],
                deadline: begun + Int64(check.timeout.milliseconds))
            return judge(answer, Clock.monotonic() - begun)
        } catch {
            return ProbeResult(verdict: .fail, detail: "\(error)", took: Clock.monotonic() - begun)
        }
    }

    private func judge(_ answer: HTTPExchange.Answer, _ took: Int64) -> ProbeResult {
        if answer.status != check.status {
            return ProbeResult(verdict: .fail, detail: "answered \(answer.status), wanted \(check.status)", took: took)
        }
        if let text = check.contains, !String(decoding: answer.body, as: UTF8.self).contains(text) {
            return ProbeResult(verdict: .fail, detail: "answered \(answer.status) without \"\(text)\"", took: took)
        }
        return ProbeResult(verdict: .pass, detail: "\(answer.status) in \(took) ms", took: took)
    }
}
