package import SlipwayModel
import SlipwaySystem
import Synchronization

/// Looks whether a file changes often enough, by what it has seen itself: the time in a file says nothing, since the
/// wall clock may jump.
package final class HeartbeatProbe: Probe {
    private struct Pulse {
        /// nil while the file has not been seen.
        var facts: FileFacts?
        /// When it was seen to have changed, and at first when the looking began.
        var beat: Int64?
    }

    private let path: String
    private let folder: String
    private let within: TimeSpan
    private let clock: @Sendable () -> Int64
    private let pulse = Mutex(Pulse())

    /// How long a file may stay as it is, where the check does not say.
    private static let usual = TimeSpan.seconds(60)

    package convenience init(_ check: HealthCheck, _ target: ProbeTarget) {
        self.init(check, target, clock: Clock.monotonic)
    }

    package init(_ check: HealthCheck, _ target: ProbeTarget, clock: @escaping @Sendable () -> Int64) {
        path = check.heartbeat ?? ""
        folder = target.shared
        within = check.within ?? Self.usual
        self.clock = clock
    }

    package func ask(suspicious: Bool) -> ProbeResult {
        do {
            let facts = try HostileFolder.facts(path, below: folder)
            if let facts, facts.kind != .file {
                return ProbeResult(verdict: .fail, detail: "\(path) is no plain file", took: 0)
            }
            let now = clock()
            return pulse.withLock { judge(facts, now, &$0) }
        } catch {
            let reason = (error as? SystemError)?.reason ?? "\(error)"
            return ProbeResult(verdict: .fail, detail: "cannot look at \(path): \(reason)", took: 0)
        }
    }

    private func judge(_ facts: FileFacts?, _ now: Int64, _ pulse: inout Pulse) -> ProbeResult {
        if let facts, pulse.facts.map({ Self.differ($0, facts) }) ?? true {
            pulse = Pulse(facts: facts, beat: now)
        }
        // A process that has just begun has as long for its first beat as for any other.
        let beat = pulse.beat ?? now
        pulse.beat = beat
        let age = TimeSpan(milliseconds: Int(now - beat) / 1000 * 1000)
        let isLate = now - beat > Int64(within.milliseconds)
        if facts == nil {
            return isLate
                ? ProbeResult(verdict: .fail, detail: "no beat for \(age): there is no file \(path)", took: 0)
                : ProbeResult(verdict: .noData, detail: "there is no file \(path)", took: 0)
        }
        return isLate
            ? ProbeResult(verdict: .fail, detail: "no beat for \(age), wanted one in \(within)", took: 0)
            : ProbeResult(verdict: .pass, detail: "last beat \(age) ago", took: 0)
    }

    private static func differ(_ a: FileFacts, _ b: FileFacts) -> Bool {
        a.inode != b.inode || a.size != b.size || a.modified != b.modified
            || a.modifiedNanoseconds != b.modifiedNanoseconds
    }
}
