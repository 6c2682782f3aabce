extension ServiceSpec {
    private static let day = TimeSpan.seconds(86_400)
    /// The longest time of anything.
    private static let month = TimeSpan.seconds(31 * 86_400)

    /// What is out of bounds in a service description that came from outside, in words; nil when nothing is. The recipe
    /// reader refuses the same earlier and with a line number.
    package var fault: String? {
        if let fault = limits.fault ?? logs?.fault ?? incidents?.fault { return fault }
        if let heap = jvm?.heap, ByteSize.bytes(heap) == nil { return "its heap \(heap) is no size" }
        if !ReleaseName.isName(name) || !ReleaseName.isVersion(version) { return "its name or version is none" }
        if launch.command.isEmpty || warmStart?.command.isEmpty == true { return "it names no program" }
        if let none = listen.first(where: { !(1...65_535).contains($0.port) }) { return "\(none.port) is no port" }
        if Set(listen.map(\.name)).count != listen.count { return "two listeners have one name" }
        for app in webapps where app.base.contains("/") || app.base.hasPrefix(".") || app.base.isEmpty {
            return "the context \(app.context) is none"
        }
        if health.count > 32 { return "it has \(health.count) health checks" }
        for check in health { if let fault = check.fault(in: self) { return fault } }
        for path in start.warmUp where !HealthCheck.isURLPath(path) { return "a path to warm up is none" }
        for name in secrets where !SecretName.isName(name) { return "\(name) is no name of a secret" }
        if !(0...1000).contains(keep) { return "keep is \(keep) and may be 0 to 1000" }
        if !(0...100_000).contains(order) { return "order is \(order) and may be 0 to 100000" }
        return timeFault ?? pathFault ?? stepFault
    }

    private var timeFault: String? {
        let spans = [
            start.deadline, stop.drain, stop.deadline, `switch`.trial, `switch`.keepWarm, restart.backoffFirst,
            restart.backoffMost, restart.resetAfter, restart.budgetWindow,
        ]
        if spans.contains(where: { $0.milliseconds < 0 || $0 > Self.month }) { return "a time is none" }
        return (0...100_000).contains(restart.budget) ? nil : "the restart budget is \(restart.budget)"
    }

    private var pathFault: String? {
        let single = [hooks.preStart, warmStart?.classList].compactMap(\.self)
        for path in nodeFiles + shared + [launch.folder] + single
        where ReleasePath.leadsOut(path) {
            return "the path \(path) leaves its folder"
        }
        return nil
    }

    private var stepFault: String? {
        let steps = steps ?? []
        for step in steps {
            for program in [step.do.first ?? "", step.undo.map { $0.first ?? "" } ?? "-"]
            where ReleasePath.leadsOut(program) {
                return "the program “\(program)” of a step is none of the release"
            }
            if step.deadline.milliseconds < 1 || step.deadline > Self.day { return "the deadline of a step is none" }
        }
        return steps.count > 32 ? "it has \(steps.count) steps" : nil
    }
}

extension ServiceSpec.Limits {
    /// What nobody can be given: more than a petabyte, ten thousand processors, a thousand million files; or nothing.
    package var fault: String? {
        if let memory, !(1...1 << 50).contains(memory) { return "its memory limit of \(memory) bytes is none" }
        if let cpu, !(1...1_000_000).contains(cpu) { return "its cpu limit of \(cpu)% is none" }
        if let nofile, !(1...1 << 30).contains(nofile) { return "its limit of \(nofile) open files is none" }
        if let processes, !(1...1 << 22).contains(processes) { return "its limit of \(processes) processes is none" }
        if let oomScore, !(0...1000).contains(oomScore) { return "its oom-score of \(oomScore) is none" }
        return nil
    }
}

extension ServiceSpec.Logs {
    /// A piece so small that it is put aside at every line, or pieces without end.
    package var fault: String? {
        if !(4096...1 << 40).contains(size) { return "its log size of \(size) bytes is none" }
        if !(1000...31 * 86_400_000).contains(age.milliseconds) { return "its log age of \(age) is none" }
        return (0...1000).contains(keep) ? nil : "it keeps \(keep) pieces of its log"
    }
}

extension ServiceSpec.Incidents {
    package var fault: String? {
        if !(1...1000).contains(keep) { return "it keeps \(keep) incidents" }
        return (1 << 16...1 << 40).contains(size) ? nil : "its incidents may take \(size) bytes, and that is no size"
    }
}
