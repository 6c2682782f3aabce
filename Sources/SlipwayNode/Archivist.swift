import Glibc
import SlipwayControl
import SlipwayDeploy
import SlipwayModel
import SlipwayObserve
import SlipwaySystem
import Synchronization

/// Makes the class-data archives that the apps of this node lack, one at a time on a thread of its own, and looks after
/// each start whether the one it was given was used.
final class Archivist: Sendable {
    /// What becomes of an archive that is not there, or what became of the one before.
    enum Progress: Equatable, Sendable {
        case making
        case failed(String)
        /// The one before was thrown away for that cause; it is made a second time and not a third.
        case madeAnew(String)
    }

    private struct Task: Sendable {
        let desk: AppDesk
        let generation: Int
        /// The one that is up.
        let process: ProcessIdentity
    }

    private struct State {
        /// By app: the latest start is the one that counts.
        var waiting: [String: Task] = [:]
        var making: String?
        /// By key, with the time after which it is tried again (ms, monotonic).
        var failed: [String: (cause: String, until: Int64)] = [:]
        /// By key, until this daemon ends.
        var refused: [String: String] = [:]
    }

    /// After a failure, before it is tried again (ms).
    private static let pause: Int64 = 3_600_000

    private let shelf: ArchiveShelf
    private let events: EventLog
    private let state = Mutex(State())
    private let wake: WakeUp

    init(_ layout: NodeLayout, _ events: EventLog) throws {
        shelf = ArchiveShelf(layout: layout)
        self.events = events
        wake = try WakeUp()
    }

    /// `desks`: those of all apps; nil while that is not known for sure.
    func start(_ desks: @escaping @Sendable () -> [AppDesk]?) throws {
        do { try shelf.sweep() } catch { DaemonLog.write("cannot clear the archives: \(error)") }
        try Threads.start { [self] in
            collect(desks())
            while true {
                _ = Waiting.until(readable: wake.file.fd, deadline: .max)
                wake.clear()
                while let task = next() { if carryOut(task) { collect(desks()) } }
            }
        }
    }

    /// A program is up and nobody is judging it.
    func look(_ desk: AppDesk, _ generation: Int, _ process: ProcessIdentity) {
        state.withLock { $0.waiting[desk.name] = Task(desk: desk, generation: generation, process: process) }
        wake.call()
    }

    func progress(_ key: String, of app: String) -> Progress? {
        state.withLock { state in
            if state.making == key { return .making }
            if let failure = state.failed[key] { return .failed(failure.cause) }
            if state.waiting[app] != nil, !shelf.has(key) { return .making }
            return state.refused[key].map { .madeAnew($0) }
        }
    }

    private func next() -> Task? {
        state.withLock { state in
            guard let first = state.waiting.keys.min() else { return nil }
            return state.waiting.removeValue(forKey: first)
        }
    }

    /// True when there is another archive.
    private func carryOut(_ task: Task) -> Bool {
        let desk = task.desk
        do {
            guard case .archive(let plan) = try desk.archive(of: task.generation, shelf.layout.switches) else {
                return false
            }
            try judge(task, plan)
            guard shelf.canBeGiven(plan.key, desk.app.slotLayout(task.generation)), isWanted(plan.key) else {
                return false
            }
            let release = try Files.real(desk.app.generation(task.generation) + "/release")
            // Not as the app's own user, whose programs could change what is made.
            let user = try HostUser.known(ofApp: desk.name).map { _ in HostUser.nobody }
            return make(ArchiveMaker(layout: shelf.layout, plan: plan, release: release, user: user), for: desk)
        } catch {
            desk.log("cannot look after its archive: \(error)")
            return false
        }
    }

    private func isWanted(_ key: String) -> Bool {
        let refusal = shelf.refusal(key)
        return state.withLock { state in
            if let failure = state.failed[key], failure.until > Clock.monotonic() { return false }
            state.failed[key] = nil
            guard let refusal else { return !shelf.has(key) }
            // One that a daemon before this one knew of is tried again as well, once.
            return state.refused.updateValue(refusal, forKey: key) == nil
        }
    }

    private func make(_ maker: ArchiveMaker, for desk: AppDesk) -> Bool {
        let key = maker.plan.key
        state.withLock { $0.making = key }
        defer { state.withLock { $0.making = nil } }
        let begun = Clock.monotonic()
        do {
            let size = try maker.make()
            try shelf.forgive(key)
            let took = TimeSpan(milliseconds: Int(Clock.monotonic() - begun))
            desk.log("its class-data archive is made, \(size >> 20) MiB in \(took), used from its next start on")
            return true
        } catch {
            let cause = (error as? ArchiveMaker.Failure)?.cause ?? "\(error)"
            // Who removed its release has removed what it was for.
            guard Files.isFolder(maker.release) else { return false }
            state.withLock { $0.failed[key] = (cause, Clock.monotonic() + Self.pause) }
            desk.log("its class-data archive cannot be made: \(cause)")
            return false
        }
    }

    /// One that was given and of which no class was taken costs more than none: it is not given again.
    private func judge(_ task: Task, _ plan: ArchivePlan) throws {
        let log = task.desk.app.slotLayout(task.generation).archiveLog
        guard shelf.has(plan.key), shelf.refusal(plan.key) == nil, shelf.isOlder(plan.key, than: log),
            case .counters(let counters) = PerfFile(task.process).read(), let classes = counters.sharedClasses
        else { return }
        if classes > 0 {
            state.withLock { $0.refused[plan.key] = nil }
            return
        }
        let cause = ArchiveVerdict.cause(inLog: log)
        try shelf.refuse(plan.key, cause)
        events.record(
            .archiveRefused, app: task.desk.name, generation: task.generation, pid: task.process.pid, cause)
        task.desk.log("the Java VM has refused its class-data archive: \(cause)")
    }

    /// What no kept generation would start with.
    private func collect(_ desks: [AppDesk]?) {
        guard let desks, Files.isFolder(shelf.layout.archives) else { return }
        do {
            var keys: Set<String> = []
            for desk in desks {
                let state = desk.ledger.state
                var kept = state.generations.values.filter { $0.standing != .bad }.map(\.number)
                if let open = state.open { kept.append(open.transaction.generation) }
                for number in kept where Files.isFolder(desk.app.generation(number)) {
                    if case .archive(let plan) = try desk.archive(of: number, NodeSwitches()) { keys.insert(plan.key) }
                }
            }
            try shelf.keep(only: keys)
        } catch {
            DaemonLog.write("cannot remove archives that are not needed: \(error)")
        }
    }
}

/// Which process was last shown to the archivist.
struct ArchiveSight {
    private var shown: ProcessIdentity?

    /// Only what serves and is under no trial: an archive is made when nothing hangs on it.
    mutating func look(_ desk: AppDesk, _ generation: Int, _ slot: WrapperStatus.Slot?) {
        guard let slot, slot.ready, let process = slot.process, process != shown, desk.ledger.state.open == nil else {
            return
        }
        shown = process
        desk.archivist?.look(desk, generation, process)
    }
}
