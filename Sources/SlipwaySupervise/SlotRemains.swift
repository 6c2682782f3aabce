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

    /// The variable of the mark.
    static let variable = "SLIPWAY_SLOT"
    /// Milliseconds after which what is left is told of, and left.
    private static let patience: Int64 = 5000
    /// Milliseconds for the end of those that were found at one time.
    private static let oneRound: Int64 = 500
    /// Looks for what has been forked meanwhile, before what was found is killed.
    private static let mostLooks = 50

    private let mark: String
    /// The process, ended and perhaps not waited for; -1 where its number is no longer its own.
    private let main: Int32
    /// Nobody but this wrapper inherits what the process has set free.
    private let isInherited: Bool
    /// Children of this wrapper that are at work elsewhere, and are leaders of their groups.
    private let others: Set<Int32>

    init(of slot: SlotLayout, main: Int32, isInherited: Bool, others: Set<Int32>) {
        mark = Self.mark(of: slot)
        self.main = main
        self.isInherited = isInherited
        self.others = others
    }

    /// Another for each slot of a host, also where a container has a node with the same paths.
    static func mark(of slot: SlotLayout) -> String { "\(slot.run) \(place(of: slot.app, ":"))" }

    /// Device and inode of an app's folder.
    static func place(of app: AppLayout, _ separator: String) -> String {
        let facts = try? Files.facts(app.folder)
        return "\(facts?.device ?? 0)\(separator)\(facts?.inode ?? 0)"
    }

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
            Self.awaitEnd(of: found, until: min(Clock.monotonic() + Self.oneRound, deadline))
            if Clock.monotonic() >= deadline {
                let left = found.filter { ProcessLine(of: $0)?.isAlive == true }.count
                return Outcome(ended: ended.count - left, left: left)
            }
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
        if let mark = ProcessTable.variable(Self.variable, of: pid) { return mark == self.mark }
        return isInherited && others.isEmpty
    }

    /// Until these have ended, all of them by one deadline; those that are our children are waited for.
    private static func awaitEnd(of pids: Set<Int32>, until deadline: Int64) {
        for pid in pids {
            if let line = ProcessLine(of: pid), line.isAlive, let process = ChildProcess.adopt(line.identity) {
                _ = process.ending(within: Int32(clamping: max(deadline - Clock.monotonic(), 0)))
            } else {
                waitpid(pid, nil, WNOHANG)
            }
        }
    }
}
