import Glibc
import SlipwayModel
import SlipwaySystem

/// The process of a slot while there is one, with the way to talk to it and the control groups it is in.
final class RunningProgram {
    let process: ChildProcess
    /// nil when its pipes are gone.
    let link: ProgramLink?
    /// It takes our words; another kind of program serves from its first to its last instant.
    let obeys: Bool
    let groups: [String]
    /// The last word it was told.
    private(set) var told: AdmissionPlan.Word?

    init(_ process: ChildProcess, _ link: ProgramLink?, obeys: Bool, groups: [String]) {
        self.process = process
        self.link = link
        self.obeys = obeys
        self.groups = groups
    }

    /// False when it does not read what it is told.
    func tell(_ word: AdmissionPlan.Word) -> Bool {
        guard obeys, let link else { return true }
        guard link.tell(word.rawValue) else { return false }
        told = word
        return true
    }

    /// How it has ended, nil while it has not; whatever its group has left goes with it.
    func ending() -> Ending? {
        // Before it is waited for: as long as it is a zombie its number is nobody else's.
        process.signalGroup(SIGKILL)
        guard let ending = process.ending() else { return nil }
        if ending == .unknown { Self.endRemains(of: process.pid) }
        return ending
    }

    /// Ends what is left of the group of a process that is gone. A number is not given out again while it is a
    /// group's, so a group without its leader is still the old one.
    static func endRemains(of pid: Int32) {
        if kill(pid, 0) < 0, errno == ESRCH { kill(-pid, SIGKILL) }
    }
}
