package import SlipwayModel
import SlipwaySystem

/// Asks one URL once, within a deadline that covers connect, send and the whole answer.
package final class HTTPProbe: Probe {
    private let check: HealthCheck
    private let port: Int?
    private let token: String?

    package init(_ check: HealthCheck, _ target: ProbeTarget) {
        self.check = check
        port = target.privatePort ?? target.ports.first { check.listen == nil || $0.name == check.listen }?.port
        token = target.token
    }

    package func ask(suspicious: Bool) -> ProbeResult {
        guard let port else { return ProbeResult(verdict: .noData, detail: "no port to ask is known yet", took: 0) }
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
