package import SlipwayModel

/// Asks a health check of any kind, in the way of its kind.
package enum Probing {
    /// `port` answers on 127.0.0.1, nil while none is known; `token` is the secret of a private port. `release` is the
    /// folder of the release, `environment` what a program of it is started with.
    package static func ask(
        check: HealthCheck, port: Int?, token: String?, release: String, environment: [String: String]
    ) -> ProbeResult {
        if check.http == nil, check.exec != nil {
            return ExecProbe(check: check, folder: release, environment: environment).ask()
        }
        guard let port else { return ProbeResult(verdict: .fail, detail: "no port to ask is known yet", took: 0) }
        return HTTPProbe(check: check, port: port, token: token).ask()
    }
}
