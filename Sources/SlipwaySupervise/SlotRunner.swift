import Glibc
import SlipwayModel
import SlipwaySystem

/// Owns the process of one slot: performs what its machine decides, talks to the program, and knows its facts.
final class SlotRunner {
    private var machine: SupervisionMachine
    private var record: WrapperStatus.Slot
    private var process: ChildProcess?
    private var link: ProgramLink?
    private var told: AdmissionPlan.Word?
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
        process = sameBoot ? old.process.flatMap(ChildProcess.adopt) : nil
        let restored = RestoredSlot(old, sameBoot: sameBoot, runs: process != nil)
        machine = restored.machine(at: Clock.monotonic())
        if process != nil {
            greet()
        } else {
            if restored.hasEndedUnseen { noteUnseenEnd(old) }
            forgetProcess()
        }
        show()
    }

    var generation: Int { starter.slot.generation }
    var status: WrapperStatus.Slot { record }
    var deadline: Int64? { machine.deadline }
    var hasProcess: Bool { process != nil }
    var pid: Int32? { process?.pid }
    var pidfd: Int32? { process?.pidfd.fd }
    var replies: Int32? { link?.fd }
    var admission: AdmissionPlan.Slot {
        AdmissionPlan.Slot(
            generation: generation, wanted: machine.wanted, runs: process != nil && !machine.isEnding,
            ready: record.ready, admitting: record.admitting, told: told)
    }

    func want(_ state: Want.SlotState, _ policy: RestartPolicy?) {
        if let policy { machine.policy = policy }
        machine.apply(.wanted(state))
        show()
    }

    /// Does what is due now.
    func advance(_ sockets: SlotStarter.Sockets) {
        while let action = machine.next(at: Clock.monotonic()) {
            switch action {
            case .start: if !start(sockets) { return }
            case .terminate:
                say("is asked to end")
                process?.signal(SIGTERM)
                machine.apply(.terminated(at: Clock.monotonic()))
            case .kill:
                say("has not ended in time, is killed")
                process?.signalGroup(SIGKILL)
                machine.apply(.killed)
            }
            show()
        }
    }

    /// Signals the session group, unless it is another process by now than the sender meant.
    func signal(_ number: Int32, incarnation: Int, reason: String) {
        guard let process, record.incarnation == incarnation, (1...64).contains(number) else { return }
        say("gets signal \(number): \(reason)")
        process.signalGroup(number)
    }

    func tell(_ word: AdmissionPlan.Word) {
        guard let link else { return }
        if link.tell(word.rawValue) { told = word } else { record.complaint = "it does not read its control pipe" }
    }

    /// Takes what the program has said.
    func hear() {
        for reply in link?.replies() ?? [] {
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
            case .failed(let sentence):
                record.complaint = sentence
                say("says: \(sentence)")
            }
        }
        show()
    }

    /// To be called when the process is known to have ended: takes its ending, and whatever its group has left goes.
    func collect() {
        hear()
        guard let process else { return }
        // Before it is waited for: as long as it is a zombie its number is nobody else's.
        process.signalGroup(SIGKILL)
        guard let ending = process.ending() else { return }
        if ending == .unknown { Self.endRemains(of: process.pid) }
        let wanted = machine.isEnding
        recordExit(ending, wanted: wanted)
        forgetProcess()
        machine.apply(.exited(at: Clock.monotonic(), jitter: Int.random(in: 0...1000)))
        say("ended with \(ending)\(pauseText)")
        show()
    }
}

extension SlotRunner {
    /// False when it has to wait for its socket; asked again when something has changed.
    private func start(_ sockets: SlotStarter.Sockets) -> Bool {
        let isRestart = record.exits.last?.wanted == false
        do {
            guard let started = try starter.start(sockets) else {
                machine.apply(.postponed)
                record.complaint = "its port is not open yet"
                show()
                return false
            }
            process = started.process
            link = started.link
            machine.stopDeadline = started.stopDeadline
        } catch {
            record.complaint = SuperviseError.sentence(error)
            machine.apply(.refused(at: Clock.monotonic(), jitter: Int.random(in: 0...1000)))
            say("was not started: \(record.complaint ?? "")\(pauseText)")
            return true
        }
        record.incarnation += 1
        record.restarts += isRestart ? 1 : 0
        record.process = process.flatMap { ProcessTable.identity(of: $0.pid) }
        record.complaint = nil
        machine.apply(.started(at: Clock.monotonic()))
        say("started, pid \(process?.pid ?? 0), incarnation \(record.incarnation)")
        return true
    }

    /// Takes up the conversation with a process that an earlier wrapper has started.
    private func greet() {
        do {
            let link = try ProgramLink(starter.slot)
            if !link.tell("hello") { record.complaint = "it does not read its control pipe" }
            self.link = link
        } catch {
            record.complaint = SuperviseError.sentence(error)
        }
        if let spec = try? SlotFolder.spec(starter.slot) {
            machine.stopDeadline = Int64(spec.stopDeadline.milliseconds)
        }
        say("was taken over, pid \(process?.pid ?? 0), incarnation \(record.incarnation)")
    }

    private func noteUnseenEnd(_ old: WrapperStatus.Slot) {
        recordExit(.unknown, wanted: old.phase == .stopping)
        if let pid = old.process?.pid { Self.endRemains(of: pid) }
        say("has ended unseen")
    }

    /// Ends what is left of the group of a process that is gone. A number is not given out again while it is a
    /// group's, so a group without its leader is still the old one.
    private static func endRemains(of pid: Int32) {
        if kill(pid, 0) < 0, errno == ESRCH { kill(-pid, SIGKILL) }
    }

    private func recordExit(_ ending: Ending, wanted: Bool) {
        record.exits.append(
            WrapperStatus.Exit(
                at: Clock.wall(), incarnation: record.incarnation, how: ending.description, wanted: wanted))
        record.exits.removeFirst(max(record.exits.count - 10, 0))
    }

    private func forgetProcess() {
        process = nil
        link = nil
        told = nil
        record.process = nil
        record.privatePort = nil
        record.ready = false
        record.admitting = false
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
