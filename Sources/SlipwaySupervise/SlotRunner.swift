import Glibc
import SlipwayModel
import SlipwaySystem

/// Owns the process of one slot: performs what its machine decides, talks to the program, and knows its facts.
final class SlotRunner {
    private var machine: SupervisionMachine
    private var record: WrapperStatus.Slot
    private var program: RunningProgram?
    /// What the program listens on, while there is one.
    private(set) var listeners: [ServiceSpec.Listener] = []
    /// Control groups that something is still in, and until when they are worth waiting for.
    private var leftGroups: [String] = []
    private var leftUntil: Int64 = 0
    /// Its last process ended before it was ready, and not because it was asked to.
    private var hasFailedToStart = false
    /// That the process was given, as far as this wrapper has started it.
    private var archive: String?
    private let starter: SlotStarter

    /// A slot that nobody has run before.
    init(fresh starter: SlotStarter) {
        self.starter = starter
        machine = SupervisionMachine()
        record = WrapperStatus.Slot(
            generation: starter.slot.generation, phase: .stopped, incarnation: 0, process: nil, privatePort: nil,
            ready: false, admitting: false, restarts: 0, exits: [], since: Clock.wall(), complaint: nil)
    }

    /// A slot that an earlier wrapper has run; its process is taken over when it is still there.
    init(restoring old: WrapperStatus.Slot, sameBoot: Bool, _ starter: SlotStarter) {
        self.starter = starter
        record = old
        let process = sameBoot ? old.process.flatMap(ChildProcess.takeBack) : nil
        let restored = RestoredSlot(old, sameBoot: sameBoot, runs: process != nil)
        machine = restored.machine(at: Clock.monotonic(), wall: Clock.wall())
        if let process {
            greet(process)
        } else {
            if restored.hasEndedUnseen { noteUnseenEnd(old) }
            forgetProcess()
        }
        show()
    }

    var generation: Int { starter.slot.generation }
    var status: WrapperStatus.Slot { record }
    var deadline: Int64? { [machine.deadline, leftGroups.isEmpty ? nil : leftUntil].compactMap(\.self).min() }
    /// It is wanted live, whether it runs or not.
    var isWantedLive: Bool { machine.wanted == .live }
    func startIsDue(at now: Int64) -> Bool { machine.next(at: now) == .start }
    var isBusy: Bool { program != nil || !leftGroups.isEmpty }
    var pid: Int32? { program?.process.pid }
    var pidfd: Int32? { program?.process.pidfd.fd }
    var replies: Int32? { program?.link?.fd }
    var admission: AdmissionPlan.Slot {
        AdmissionPlan.Slot(
            generation: generation, wanted: machine.wanted, runs: program != nil && !machine.isEnding,
            ready: record.ready, admitting: record.admitting, told: program?.told)
    }

    func want(_ state: Want.SlotState, _ policy: RestartPolicy?, held: Bool) {
        if let policy { machine.policy = policy }
        machine.apply(.wanted(state))
        machine.apply(.held(held))
        show()
    }

    func hurry() {
        machine.apply(.hurried)
        show()
    }

    /// Does what is due now.
    func advance(_ sockets: ListenerTable) {
        removeGroups()
        while let action = machine.next(at: Clock.monotonic()) {
            switch action {
            case .start: if !start(sockets) { return }
            case .terminate:
                say("is asked to end")
                program?.process.signal(SIGTERM)
                machine.apply(.terminated(at: Clock.monotonic()))
            case .kill:
                say("has not ended in time, is killed")
                program?.process.signalGroup(SIGKILL)
                machine.apply(.killed)
            }
            show()
        }
    }

    /// Signals the session group, unless it is another process by now than the sender meant.
    func signal(_ number: Int32, incarnation: Int, reason: String) {
        guard let process = program?.process, record.incarnation == incarnation, (1...64).contains(number) else {
            return
        }
        say("gets signal \(number): \(reason)")
        process.signalGroup(number)
    }

    func tell(_ word: AdmissionPlan.Word) {
        if program?.tell(word) == false { record.complaint = "it does not read its control pipe" }
    }

    /// Takes what the program has said.
    func hear() {
        for reply in program?.link?.replies() ?? [] {
            switch reply {
            case .port(let port): record.privatePort = port
            case .ready:
                if !record.ready { say("is ready") }
                record.ready = true
                record.complaint = nil
                machine.apply(.ready)
            case .admitted:
                if !record.admitting { say("takes clients") }
                record.admitting = true
            case .parked(let connections):
                if record.admitting { say("is parked, \(connections) connections left") }
                record.admitting = false
            case .drained: say("is drained")
            case .websockets(let count): say("has closed \(count) WebSockets, which come back to who admits")
            case .failed(let sentence):
                record.complaint = sentence
                say("says: \(sentence)")
            }
        }
        show()
    }

    /// To be called when the process is known to have ended: takes its ending, and whatever its group has left goes.
    /// `others`: processes of this wrapper that are not of this slot.
    func collect(others: Set<Int32>) {
        hear()
        guard let end = program?.end(starter.slot, others: others) else { return }
        recordExit(end.ending, wanted: machine.isEnding, outOfMemory: end.outOfMemory)
        hasFailedToStart = !record.ready && !machine.isEnding
        if !machine.isEnding { doubtArchive(end.ending) }
        forgetProcess()
        machine.apply(.exited(at: Clock.monotonic(), jitter: Int.random(in: 0...1000)))
        let memory = end.outOfMemory.map { ", \($0)" } ?? ""
        say("ended with \(end.ending)\(memory)\(Self.text(end.remains))\(pauseText)")
        show()
    }

    private static func text(_ remains: SlotRemains.Outcome) -> String {
        let ended = remains.ended == 0 ? "" : ", \(remains.ended) processes it had left were ended"
        return ended + (remains.left == 0 ? "" : ", \(remains.left) processes it has left cannot be ended")
    }
}

extension SlotRunner {
    /// False when it has to wait for its socket; asked again when something has changed.
    private func start(_ sockets: ListenerTable) -> Bool {
        let isRestart = record.exits.last?.wanted == false
        let isReady: Bool
        // What is left in the groups has been killed; the new process goes into them.
        leftGroups = []
        record.isNodeFault = false
        do {
            guard let started = try starter.start(sockets, asStock: hasFailedToStart) else {
                machine.apply(.postponed)
                record.complaint = sockets.isPatient ? nil : "its port is not open yet"
                show()
                return false
            }
            program = started.program
            listeners = started.listeners
            archive = started.archive
            machine.stopDeadline = started.stopDeadline
            record.unenforced = started.unenforced
            isReady = started.isReady
        } catch {
            record.complaint = SuperviseError.sentence(error)
            record.isNodeFault = (error as? SystemError)?.isOfTheNode ?? false
            machine.apply(.refused(at: Clock.monotonic(), jitter: Int.random(in: 0...1000)))
            say("was not started: \(record.complaint ?? "")\(pauseText)")
            return true
        }
        record.incarnation += 1
        record.restarts += isRestart ? 1 : 0
        record.process = pid.flatMap(ProcessTable.identity)
        record.complaint = nil
        machine.apply(.started(at: Clock.monotonic()))
        say("started, pid \(pid ?? 0), incarnation \(record.incarnation)")
        for sentence in record.unenforced { say("not enforced: \(sentence)") }
        if isReady { serve() }
        return true
    }

    /// A program that does not speak with us serves from its first instant.
    private func serve() {
        record.ready = true
        record.admitting = true
        machine.apply(.ready)
    }

    /// Takes up the conversation with a process that an earlier wrapper has started.
    private func greet(_ process: ChildProcess) {
        let spec = try? SlotFolder.spec(starter.slot)
        if let spec { machine.stopDeadline = Int64(spec.stopDeadline.milliseconds) }
        if let spec { listeners = starter.resume(spec) }
        let obeys = spec?.sockets != .own && spec?.sockets != .inherited
        var link: ProgramLink?
        do {
            link = try ProgramLink(starter.slot)
            if obeys, link?.tell("hello") == false { record.complaint = "it does not read its control pipe" }
        } catch {
            if obeys { record.complaint = SuperviseError.sentence(error) }
        }
        let groups = ControlGroups(starter.slot).folders(of: process.pid)
        if let spec, !groups.isEmpty { starter.limitAgain(spec) }
        program = RunningProgram(process, link, obeys: obeys, groups: groups, memory: MemoryEvents(in: groups))
        say("was taken over, pid \(process.pid), incarnation \(record.incarnation)")
        if !obeys, !Launcher.isAtWork(in: process.pid) { serve() }
    }

    private func noteUnseenEnd(_ old: WrapperStatus.Slot) {
        recordExit(.unknown, wanted: old.phase == .stopping)
        var remains = SlotRemains.Outcome()
        if let process = old.process {
            RunningProgram.endRemains(of: process.pid)
            // The number may have a new owner, whose children are none of ours.
            let line = ProcessLine(of: process.pid)
            let main = line == nil || line?.identity == process ? process.pid : -1
            remains = SlotRemains(of: starter.slot, main: main, isInherited: false, others: []).end()
        }
        say("has ended unseen\(Self.text(remains))")
    }

    private func recordExit(_ ending: Ending, wanted: Bool, outOfMemory: String? = nil) {
        record.exits.append(
            WrapperStatus.Exit(
                at: Clock.wall(), incarnation: record.incarnation, how: ending.description, wanted: wanted,
                pid: record.process?.pid, outOfMemory: outOfMemory))
        record.exits.removeFirst(max(record.exits.count - 10, 0))
    }

    /// A VM that crashes may have done so over an archive that was damaged where it lies; the next one does without.
    private func doubtArchive(_ ending: Ending) {
        guard let archive, case .signalled(let number) = ending, Self.crashes.contains(number) else { return }
        do {
            let words = "the Java VM that had it ended with signal \(number)\n"
            try DurableFile.replace(ArchivePlan.refusal(of: archive), with: Array(words.utf8))
            say("its class-data archive is set aside, as it ended with signal \(number)")
        } catch {
            say("its class-data archive cannot be set aside: \(error)")
        }
    }

    private static let crashes: Set<Int32> = [SIGSEGV, SIGBUS, SIGABRT, SIGILL, SIGFPE]

    /// Nothing of a slot that does not run stays in its run folder: there are secrets in it.
    private func forgetProcess() {
        leftGroups = program?.groups ?? ControlGroups(starter.slot).leftovers()
        leftUntil = Clock.monotonic() + 5000
        program = nil
        listeners = []
        starter.members.forget(generation)
        try? SlotFolder(slot: starter.slot).remove()
        record.process = nil
        record.privatePort = nil
        record.ready = false
        record.admitting = false
    }

    /// A group can be removed when the last process in it has ended, which may be a moment after the first.
    private func removeGroups() {
        leftGroups.removeAll(where: ControlGroups.remove)
        if Clock.monotonic() >= leftUntil { leftGroups = [] }
    }

    private func show() {
        guard record.phase != machine.phase else { return }
        record.phase = machine.phase
        record.since = Clock.wall()
    }

    private var pauseText: String {
        guard case .waiting(let until, let exhausted) = machine.state else { return "" }
        let pause = max(until - Clock.monotonic(), 0)
        let text = pause == 0 ? ", restarted at once" : ", restart in \(TimeSpan(milliseconds: Int(pause)))"
        return text + (exhausted ? "; it has failed too often" : "")
    }

    private func say(_ sentence: String) { starter.log.say("slot \(generation) \(sentence)") }
}
