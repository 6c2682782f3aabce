package import SlipwayModel
import SlipwaySystem

/// Asks one URL once, within a deadline that covers connecting, TLS, the request and the whole answer.
package final class HTTPProbe: Probe {
    private let check: HealthCheck
    private let port: Int?
    private let isPrivate: Bool
    private let token: String?

    /// Days before a certificate's end from which on it is told.
    private static let soon = 14

    package init(_ check: HealthCheck, _ target: ProbeTarget) {
        self.check = check
        isPrivate = target.privatePort != nil
        port = target.port(of: check.listen)
        token = target.token
    }

    package func ask(suspicious: Bool) -> ProbeResult {
        guard let port else { return ProbeResult(verdict: .noData, detail: "no port to ask is known yet", took: 0) }
        let begun = Clock.monotonic()
        let question = HTTPExchange.Question(
            path: check.http ?? "/", port: port, host: check.host ?? "localhost:\(port)",
            isSecure: check.tls == true && !isPrivate, headers: token.map { [("X-Slipway-Token", $0)] } ?? [])
        do {
            let answer = try HTTPExchange.get(question, Wire.Time(check.timeout))
            let took = Clock.monotonic() - begun
            if let fault = fault(of: answer) {
                return ProbeResult(verdict: .fail, detail: "answered \(answer.status)\(fault)", took: took)
            }
            return ProbeResult(
                verdict: .pass, detail: "\(answer.status) in \(took) ms" + Self.news(answer.certificateDays), took: took
            )
        } catch {
            return ProbeResult(verdict: .fail, detail: "\(error)", took: Clock.monotonic() - begun)
        }
    }

    private func fault(of answer: HTTPExchange.Answer) -> String? {
        if answer.status != check.status { return ", wanted \(check.status)" }
        for (name, text) in (check.header ?? [:]).sorted(by: { $0.key < $1.key }) {
            let values = answer.headers.filter { $0.name == name.lowercased() }.map(\.value)
            if values.isEmpty { return " without the header \(name)" }
            if !values.contains(where: { $0.contains(text) }) {
                return " with the header \(name): \(Self.shown(values[0])), wanted \(text)"
            }
        }
        if let text = check.contains, !String(decoding: answer.body, as: UTF8.self).contains(text) {
            return " without \"\(text)\""
        }
        if let pattern = check.matches {
            do {
                if try !RegularExpression(pattern).matches(answer.body) { return " with no match of \(pattern)" }
            } catch {
                return ", and \(pattern) is no regular expression: \(error)"
            }
        }
        return nil
    }

    private static func shown(_ text: String) -> String {
        PrintedLine.cut(text, to: 80)
    }

    private static func news(_ certificateDays: Int?) -> String {
        guard let days = certificateDays, days <= soon else { return "" }
        if days < 0 { return ", its certificate has expired" }
        return days == 0
            ? ", its certificate expires today" : ", its certificate expires in \(days) day\(days == 1 ? "" : "s")"
    }
}

extension ProbeTarget {
    /// The private port where there is one; else the one of a listener, or of the first.
    func port(of listener: String?) -> Int? {
        privatePort ?? ports.first { listener == nil || $0.name == listener }?.port
    }
}
