import Glibc
import SlipwaySystem
import Synchronization

/// Brings the faults of a plan file into this process. Calls are counted from the first that meets this very file, so
/// that an operation can be met whose process has long been running.
package final class PlannedFaults: Sendable {
    private struct State {
        var count = 0
        /// The plan that the count is of.
        var counted: FileFacts?
        /// The file whose write was shortened: the rest of it finds no room.
        var shortened: String?
    }

    private let role: FaultPlan.Role
    /// Only changes below it count.
    private let root: String
    private let plan: String
    private let state = Mutex(State())

    private init(_ role: FaultPlan.Role, below root: String, plan: String) {
        self.role = role
        self.root = root
        self.plan = plan
    }

    /// The plan is the file `fault` beside the folder of this program.
    package static func install(_ role: FaultPlan.Role, below root: String) {
        guard let program = try? Files.real("/proc/self/exe") else { return }
        let plan = parent(of: parent(of: program)) + "/fault"
        let faults = PlannedFaults(role, below: ((try? Files.real(root)) ?? root) + "/", plan: plan)
        Seam.install { try faults.meet($0, $1) }
    }

    private func meet(_ change: FileChange, _ path: String) throws -> Seam.Verdict {
        guard path.hasPrefix(root) else { return .proceed }
        if change == .write, takeShortened(path) { throw SystemError(change.rawValue, path, ENOSPC) }
        guard let facts = try? Files.facts(plan), let text = try? Files.text(plan) else { return .proceed }
        let number = state.withLock { state in
            state.count = state.counted == facts ? state.count + 1 : 1
            state.counted = facts
            return state.count
        }
        var verdict = Seam.Verdict.proceed
        for line in FaultPlan(text).lines where line.concerns(role, number, change) {
            try tell(line, number, change, path)
            if let other = try play(line.kind, change, path) { verdict = other }
        }
        return verdict
    }

    private func takeShortened(_ path: String) -> Bool {
        state.withLock { state in
            guard state.shortened == path else { return false }
            state.shortened = nil
            return true
        }
    }

    /// nil: the call is made as it is.
    private func play(_ kind: FaultPlan.Kind, _ change: FileChange, _ path: String) throws -> Seam.Verdict? {
        switch kind {
        case .count: return nil
        case .freeze:
            kill(getpid(), SIGSTOP)
            return nil
        case .omit: return .omit
        case .kill:
            kill(getpid(), SIGKILL)
            while true { pause() }
        case .enospc, .full: throw SystemError(change.rawValue, path, ENOSPC)
        case .eio: throw SystemError(change.rawValue, path, EIO)
        case .short:
            state.withLock { $0.shortened = path }
            return .short
        }
    }

    /// `PID ROLE NUMBER CHANGE KIND PATH`, and a fault that happens once is over before it happens.
    private func tell(_ line: FaultPlan.Line, _ number: Int, _ change: FileChange, _ path: String) throws {
        let text = "\(getpid()) \(role.rawValue) \(number) \(change.rawValue) \(line.kind.rawValue) \(path)\n"
        let log = try Disk.create(line.log, mode: 0o666, appending: true)
        try Disk.write(Array(text.utf8), to: log, line.log)
        if line.kind.isOnce { try Disk.rename(plan, to: parent(of: plan) + "/fired") }
    }
}
