import Glibc
import SlipwayModel
import SlipwaySystem

/// Knows what a step of a release's own leaves behind, its processes and its run folder, and makes an end of them. For
/// who holds `AppLayout.stepLock`.
struct StepRemains {
    private let app: AppLayout

    init(_ app: AppLayout) { self.app = app }

    /// Who is at work, for the case that its launcher is killed.
    var record: BirthRecord { BirthRecord(app.stepRecord) }

    /// For a program that starts while a step may be at work.
    static func clearUnlessAtWork(_ app: AppLayout) {
        guard Files.exists(app.step) || Files.exists(app.stepRecord), let lock = try? FileLock(app.stepLock) else {
            return
        }
        withExtendedLifetime(lock) { StepRemains(app).clear() }
    }

    /// Ends what is left of a step and removes its folder; there are secrets in it.
    func clear() {
        if Files.exists(app.stepRecord) {
            let child = record.process
            child?.signalGroup(SIGKILL)
            let slot = SlotLayout(stepOf: 0, app: app)
            _ = SlotRemains(of: slot, main: child?.pid ?? -1, isInherited: false, others: []).end()
            _ = child?.ending(within: 10_000)
        }
        guard let kind = try? Files.facts(app.run)?.kind, kind == .folder else { return }
        try? AppUser.removeAll(app.step, app)
        try? AppUser.removeAll(app.stepRecord, app)
    }

    /// For the launcher of a step, which has no other children: kills the process with its group, and whatever it has
    /// set free, which has become a child of ours.
    @discardableResult static func endWithAllChildren(_ child: ChildProcess) -> Ending? {
        // Before it is waited for: as long as it is a zombie its number is nobody else's.
        child.signalGroup(SIGKILL)
        let ending = child.ending(within: 10_000)
        let own = getpid()
        while let text = try? Files.text("/proc/\(own)/task/\(own)/children"),
            let pid = text.split(separator: " ").first.flatMap({ Int32($0) })
        {
            kill(pid, SIGKILL)
            if waitpid(pid, nil, 0) != pid { break }
        }
        return ending
    }
}
