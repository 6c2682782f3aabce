import Glibc
import SlipwayModel
import SlipwaySystem

/// Knows what a step of a release's own leaves behind, its processes and its run folder, and makes an end of them. To be
/// used by who holds `AppLayout.stepLock`.
struct StepRemains {
    private let folder: String
    private var record: String { folder + "/process" }

    init(_ app: AppLayout) { folder = app.step }

    /// For a program that starts while a step may be at work.
    static func clearUnlessAtWork(_ app: AppLayout) {
        guard Files.exists(app.step), let lock = try? FileLock(app.stepLock) else { return }
        withExtendedLifetime(lock) { StepRemains(app).clear() }
    }

    /// Writes down who is at work, for the case that its launcher is killed.
    func note(_ child: ChildProcess) {
        guard let identity = ProcessTable.identity(of: child.pid) else { return }
        let text = "\(identity.pid) \(identity.startTime)\n"
        guard let file = try? Disk.create(record, mode: 0o600) else { return }
        try? Disk.write(Array(text.utf8), to: file, record)
    }

    /// Ends what is left of a step and removes its folder; there are secrets in it.
    func clear() {
        let words = ((try? Files.text(record)) ?? "").split(whereSeparator: \.isWhitespace)
        if words.count == 2, let pid = Int32(words[0]), let start = UInt64(words[1]),
            let child = ChildProcess.adopt(ProcessIdentity(pid: pid, startTime: start))
        {
            Self.end(child)
        }
        guard let kind = try? Files.facts(parent(of: folder))?.kind, kind == .folder else { return }
        try? Folders.removeAll(folder)
    }

    /// Kills a process with its group, and whatever it has set free: that has become a child of ours.
    @discardableResult static func end(_ child: ChildProcess) -> Ending? {
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
