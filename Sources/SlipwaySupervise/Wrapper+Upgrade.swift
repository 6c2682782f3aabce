import Glibc
import SlipwayModel
import SlipwaySystem

/// How a wrapper becomes another program in place.
extension Wrapper {
    /// Asks the program first who it is; meanwhile everything goes on.
    func beginUpgrade(_ program: String) {
        guard upgrade == nil, !want.isEnding else { return }
        upgradeFault = nil
        do {
            upgrade = try UpgradeCheck(program)
        } catch {
            refuse(program, (error as? SystemError)?.reason ?? "\(error)")
        }
    }

    func finish(_ check: UpgradeCheck, _ verdict: UpgradeCheck.Verdict) {
        upgrade = nil
        switch verdict {
        case .unfit(let reason): refuse(check.program, reason)
        case .fit(let version):
            if want.isEnding { return }
            log.say("the wrapper \(Program.version) becomes \(version) in place, from \(check.program)")
            do { try become(check.program) } catch {
                refuse(check.program, (error as? SystemError)?.reason ?? "\(error)")
            }
        }
    }

    private func refuse(_ program: String, _ reason: String) {
        upgradeFault = "the wrapper stays \(Program.version), \(program) cannot take its place: \(reason)"
        log.say(upgradeFault ?? "")
    }

    /// Returns only by throwing: the program goes on with our number, children, sockets, lock and log.
    private func become(_ program: String) throws {
        publish(ProcessTable.own, ProcessTable.bootId())
        // The program goes by what it reads there.
        try status.insist()
        log.collect()
        let pipe = try FIFO.open(app.logPipe)
        let sockets = zip(listeners.sockets, listeners.descriptors).map {
            KeptDescriptors.Socket(name: $0.name, fd: $1)
        }
        let kept = KeptDescriptors(lock: lock.fd, control: control.descriptors[0], log: pipe.fd, sockets: sockets)
        var environment = ProcessTable.environment()
        environment[KeptDescriptors.variable] = kept.text(for: getpid())
        try withExtendedLifetime(pipe) {
            try Exec.succeed(
                program, Array(CommandLine.arguments.dropFirst()), environment: environment, handing: kept.all)
        }
    }
}
