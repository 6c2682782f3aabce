import Glibc
import SlipwayModel
import SlipwaySystem

/// Makes an end of all that a slot's process has left behind, however far it has gone: what it set free became a child
/// of this wrapper, and what an earlier wrapper's process set free is known by the mark in its environment.
struct SlotRemains {
    /// How it went.
    struct Outcome: Hashable {
        var ended = 0
        /// Those that were still there when the time was up.
        var left = 0
    }

    /// The variable of the mark: the run folder of the slot, another for each slot of a host.
    static let mark = "SLIPWAY_SLOT"
    /// Milliseconds after which what is left is told of, and left.
    private static let patience: Int64 = 5000
    /// Looks for what has been forked meanwhile, before what was found is killed.
    private static let mostLooks = 50

    let slot: String
    /// The process, ended and perhaps not waited for.
    let main: Int32
    /// Nobody but this wrapper inherits what the process has set free.
    let isInherited: Bool
    /// Children of this wrapper that are at work elsewhere, and are leaders of their groups.
    let others: Set<Int32>

    /// What its group still has, for the count: that is killed at one blow.
    func leftInGroup() -> Set<Int32> {
        let near = isInherited ? ProcessTable.children(of: getpid()) : []
        return Set(
            near.filter { pid in
                pid != main && ProcessLine(of: pid).map { $0.isAlive && $0.group == main } ?? false
            })
    }

    /// `counted`: those that are being ended already.
    func end(counted: Set<Int32> = []) -> Outcome {
        let deadline = Clock.monotonic() + Self.patience
        var ended = counted
        while true {
            let found = stopped()
            ended.formUnion(found)
            if found.isEmpty { return Outcome(ended: ended.count) }
            for pid in found { kill(pid, SIGKILL) }
            Self.awaitEnd(of: found)
            if Clock.monotonic() >= deadline { return Outcome(ended: ended.count - found.count, left: found.count) }
        }
    }

    /// All that is there: stopped, so that what forks without end can be counted.
    private func stopped() -> Set<Int32> {
        var all: Set<Int32> = []
        for _ in 0..<Self.mostLooks {
            let fresh = family().subtracting(all)
            if fresh.isEmpty { break }
            for pid in fresh { kill(pid, SIGSTOP) }
            all.formUnion(fresh)
        }
        return all
    }

    private func family() -> Set<Int32> {
        let candidates = isInherited ? ProcessTable.children(of: getpid()) : ProcessTable.all()
        var family: Set<Int32> = []
        var fresh = candidates.filter(belongs)
        while let pid = fresh.popLast() {
            guard family.insert(pid).inserted else { continue }
            fresh += ProcessTable.children(of: pid).filter { ProcessLine(of: $0)?.isAlive == true }
        }
        return family
    }

    private func belongs(_ pid: Int32) -> Bool {
        guard pid != main, pid != getpid(), !others.contains(pid), let line = ProcessLine(of: pid), line.isAlive else {
            return false
        }
        if line.session == main || line.group == main { return true }
        // What shares our session was started by us for ourselves.
        if line.session == getsid(0) || others.contains(line.session) || others.contains(line.group) { return false }
        if let mark = ProcessTable.variable(Self.mark, of: pid) { return mark == slot }
        return isInherited && others.isEmpty
    }

    /// Until these have ended, but no longer than a moment; those that are our children are waited for.
    private static func awaitEnd(of pids: Set<Int32>) {
        for pid in pids {
            if let line = ProcessLine(of: pid), line.isAlive, let process = ChildProcess.adopt(line.identity) {
                _ = process.ending(within: 100)
            } else {
                waitpid(pid, nil, WNOHANG)
            }
        }
    }
}
