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
    /// What its groups had counted before it began, or before it was taken over.
    private let memory: MemoryEvents
    /// The last word it was told.
    private(set) var told: AdmissionPlan.Word?

    init(_ process: ChildProcess, _ link: ProgramLink?, obeys: Bool, groups: [String], memory: MemoryEvents) {
        self.process = process
        self.link = link
        self.obeys = obeys
        self.groups = groups
        self.memory = memory
    }

    /// False when it does not read what it is told.
    func tell(_ word: AdmissionPlan.Word) -> Bool {
        guard obeys, let link else { return true }
        guard link.tell(word.rawValue) else { return false }
        told = word
        return true
    }

    /// The end of a program with all that it has started.
    struct End {
        var ending: Ending
        /// Why the kernel ended it, in words, when that was for memory.
        var outOfMemory: String?
        var remains: SlotRemains.Outcome
    }

    /// nil while it runs. `others`: processes of this wrapper that are not its own.
    func end(_ slot: SlotLayout, others: Set<Int32>) -> End? {
        guard Waiting.until(readable: process.pidfd.fd, deadline: 0) else { return nil }
        let memory = MemoryEvents(in: groups)
        let remains = SlotRemains(
            of: slot, main: process.pid, isInherited: process.isChild, others: others)
        // Counted first: what the next two lines end is gone at one blow.
        let left = remains.leftInGroup().union(groups.flatMap(ControlGroups.pids)).subtracting([process.pid])
        for group in groups { ControlGroups.kill(group) }
        // Before it is waited for: as long as it is a zombie its number is nobody else's.
        process.signalGroup(SIGKILL)
        let outcome = remains.end(counted: left)
        guard let ending = process.ending() else { return nil }
        if ending == .unknown { Self.endRemains(of: process.pid) }
        return End(ending: ending, outOfMemory: memory.sentence(since: self.memory, ending), remains: outcome)
    }

    /// Ends what is left of the group of a process that is gone. A number is not given out again while it is a
    /// group's, so a group without its leader is still the old one.
    static func endRemains(of pid: Int32) {
        if kill(pid, 0) < 0, errno == ESRCH { kill(-pid, SIGKILL) }
    }
}
