extension ServiceSpec {
    /// What is out of bounds in a service description that came from outside, in words; nil when nothing is. The recipe
    /// reader refuses the same earlier and with a line number.
    package var fault: String? {
        let day = TimeSpan.seconds(86_400)
        if let fault = limits.fault { return fault }
        if let heap = jvm?.heap, ByteSize.bytes(heap) == nil { return "its heap \(heap) is no size" }
        if !ReleaseName.isName(name) || !ReleaseName.isVersion(version) { return "its name or version is none" }
        if launch.command.isEmpty { return "it names no program" }
        if let none = listen.first(where: { !(1...65_535).contains($0.port) }) { return "\(none.port) is no port" }
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
            if !(100...599).contains(check.status) { return "the health status \(check.status) is none of HTTP" }
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
        for step in steps ?? [] {
            for program in [step.do.first ?? "", step.undo.map { $0.first ?? "" } ?? "-"]
            where program.hasPrefix("/") || program.split(separator: "/").contains("..") || program.isEmpty {
                return "the program “\(program)” of a step is none of the release"
            }
            if step.deadline.milliseconds < 1 || step.deadline > day { return "the deadline of a step is none" }
        }
        if (steps ?? []).count > 32 { return "it has \((steps ?? []).count) steps" }
        if !(0...1000).contains(keep) { return "keep is \(keep) and may be 0 to 1000" }
        if !(0...100_000).contains(order) { return "order is \(order) and may be 0 to 100000" }
        return nil
    }
}

extension ServiceSpec.Limits {
    /// What nobody can be given: more than a petabyte, ten thousand processors, a thousand million files; or nothing.
    package var fault: String? {
        if let memory, !(1...1 << 50).contains(memory) { return "its memory limit of \(memory) bytes is none" }
        if let cpu, !(1...1_000_000).contains(cpu) { return "its cpu limit of \(cpu)% is none" }
        if let nofile, !(1...1 << 30).contains(nofile) { return "its limit of \(nofile) open files is none" }
        return nil
    }
}
