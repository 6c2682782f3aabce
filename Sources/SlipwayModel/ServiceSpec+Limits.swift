extension ServiceSpec {
    /// What is out of bounds in a service description that came from outside, in words; nil when nothing is. The recipe
    /// reader refuses the same earlier and with a line number.
    package var fault: String? {
        let day = TimeSpan.seconds(86_400)
        if !ReleaseName.isName(name) || !ReleaseName.isVersion(version) { return "its name or version is none" }
        if launch.command.isEmpty { return "it names no program" }
        if listen.contains(where: { !(1...65_535).contains($0.port) }) { return "a port is none" }
        if Set(listen.map(\.name)).count != listen.count { return "two listeners have one name" }
        for app in webapps where app.base.contains("/") || app.base.hasPrefix(".") || app.base.isEmpty {
            return "the context \(app.context) is none"
        }
        for check in health {
            if let path = check.http, !path.hasPrefix("/") || path.contains(where: { $0.isWhitespace || $0.isNewline })
            {
                return "the health path \(path) is none"
            }
            if check.http == nil, check.exec?.isEmpty != false { return "a health check asks nothing" }
            if !(1...100).contains(check.failures) { return "failures is \(check.failures) and may be 1 to 100" }
            if check.timeout.milliseconds < 1 || check.every.milliseconds < 1 { return "a health time is none" }
            if check.timeout > day || check.every > day { return "a health time is longer than a day" }
        }
        let spans = [
            start.deadline, stop.drain, stop.deadline, `switch`.trial, `switch`.keepWarm, restart.backoffFirst,
            restart.backoffMost, restart.resetAfter, restart.budgetWindow,
        ]
        if spans.contains(where: { $0.milliseconds < 0 || $0 > TimeSpan.seconds(31 * 86_400) }) {
            return "a time is none"
        }
        if !(0...100_000).contains(restart.budget) { return "the restart budget is \(restart.budget)" }
        for path in nodeFiles + shared + [launch.folder] + [hooks.preStart].compactMap(\.self)
        where path.hasPrefix("/") || path.split(separator: "/").contains("..") || path.isEmpty {
            return "the path \(path) leaves its folder"
        }
        for name in secrets where !SecretName.isName(name) { return "\(name) is no name of a secret" }
        if !(0...1000).contains(keep) { return "keep is \(keep) and may be 0 to 1000" }
        return nil
    }
}
