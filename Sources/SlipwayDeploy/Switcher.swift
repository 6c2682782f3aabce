package import SlipwayModel
import SlipwaySystem

/// Carries out switches of one app: asks the machine what is next, does it, writes the event, applies it. The only
/// writer of the ledger's switch events, of `want.json` and of `current`.
package final class Switcher {
    private let layout: NodeLayout
    private let app: AppLayout
    private let ledger: Ledger
    private let slots: any SlotKeeping
    private let health: any HealthJudging
    private let report: (SwitchProgress) -> Void
    /// Why the switch shall be undone, once somebody wants that.
    private let abortion: () -> String?
    private let generations: Generations
    private let wantFile: WantFile
    /// What a failed gate or trial left as evidence.
    package private(set) var evidence: [String] = []
    /// What made the switch turn back.
    package private(set) var cause: Refusal?

    package init(
        _ layout: NodeLayout, _ app: AppLayout, _ ledger: Ledger, slots: any SlotKeeping, health: any HealthJudging,
        abortion: @escaping () -> String? = { nil }, report: @escaping (SwitchProgress) -> Void
    ) {
        self.layout = layout
        self.app = app
        self.ledger = ledger
        self.slots = slots
        self.health = health
        self.abortion = abortion
        self.report = report
        generations = Generations(app)
        wantFile = WantFile(app)
    }

    package typealias Install = () throws -> InstalledRelease

    package func run(_ transaction: Transaction, install: @escaping Install) throws -> SwitchMachine.Outcome {
        try ledger.append(.begun(transaction: transaction))
        return try drive(transaction, install)
    }

    /// Finishes or undoes what an earlier daemon began; nil when nothing was open.
    package func recover() throws -> SwitchMachine.Outcome? {
        guard let open = ledger.state.open else { return nil }
        if let event = Recovery.event(for: open.machine.state) {
            try ledger.append(.step(transaction: open.transaction.id, event: event))
        }
        bringBack(open)
        return try drive(open.transaction) {
            throw DeployError("install", open.transaction.release.description, "its bundle is gone")
        }
    }

    /// After a boot the processes that the next step looks at are gone; what fails here fails again in that step.
    private func bringBack(_ open: LedgerState.Open) {
        if open.transaction.isQuiet { return }
        switch open.machine.state {
        case .forward(.gate): try? start(open)
        case .forward(.point), .forward(.trial), .forward(.commit): try? admit(open.transaction.generation, open)
        case .forward(.install), .forward(.create), .forward(.yield), .forward(.start), .forward(.admit), .back,
            .finished:
            break
        }
    }

    /// Makes `want.json` and `current` what the ledger says between switches; the wrapper then makes it so.
    /// `again`: somebody wants it now, so no pause is kept before the next start.
    package func settle(again: Bool = false) throws {
        let state = ledger.state
        _ = try want(SlotPlan.slots(state), holding: false, again: again)
        if state.current != nil || Files.exists(app.current) { try generations.point(to: state.current) }
        try slots.apply()
    }

    /// Stops what runs while its sockets stay open; `settle` starts it again.
    package func rest() throws {
        _ = try want([], holding: true)
        try slots.apply()
    }

    private func drive(_ transaction: Transaction, _ install: @escaping Install) throws -> SwitchMachine.Outcome {
        while let open = ledger.state.open, let action = open.machine.next {
            let begun = Clock.monotonic()
            let event = record(perform(action, open, install), transaction)
            tell(event, Clock.monotonic() - begun)
        }
        let outcome = ledger.outcome(of: transaction.id)
        if case .stuck = outcome { return outcome }
        if case .committed = outcome { coolWhenUseless(transaction) }
        try settle()
        return outcome
    }

    /// Success counts once it is written; what cannot be written has failed. The way back goes on in any case.
    private func record(_ event: SwitchMachine.Event, _ transaction: Transaction) -> SwitchMachine.Event {
        guard case .done(let rung) = event else {
            ledger.appendOrHold(.step(transaction: transaction.id, event: event))
            return event
        }
        do {
            try ledger.append(.step(transaction: transaction.id, event: event))
            return event
        } catch {
            cause = (error as? SystemError)?.refusal
            let failure = SwitchMachine.Event.failed(rung: rung, reason: "cannot write the ledger: \(error)")
            ledger.appendOrHold(.step(transaction: transaction.id, event: failure))
            return failure
        }
    }

    /// A parked process on other ports would keep them open with nobody to answer.
    private func coolWhenUseless(_ transaction: Transaction) {
        guard let warm = ledger.state.warm, let old = try? ports(warm), let new = try? ports(transaction.generation),
            old != new
        else { return }
        ledger.appendOrHold(.cooled(generation: warm, reason: "it listens on other ports"))
    }

    private func ports(_ generation: Int) throws -> [Int] { try service(generation).listen.map(\.port) }

    private func service(_ generation: Int) throws -> ServiceSpec {
        let configuration = ledger.state.generations[generation]?.configuration ?? Configuration()
        return try generations.spec(generation).configured(by: configuration)
    }

    private func perform(
        _ action: SwitchMachine.Action, _ open: LedgerState.Open, _ install: Install
    ) -> SwitchMachine.Event {
        switch action {
        case .perform(let rung):
            report(SwitchProgress(rung: rung.rawValue, phase: .begun))
            do {
                if let why = abortion() { throw Refusal(.failed, why) }
                try climb(rung, open, install)
                return .done(rung: rung)
            } catch {
                cause = (error as? Refusal) ?? (error as? SystemError)?.refusal
                return .failed(rung: rung, reason: sentence(error))
            }
        case .undo(let rung):
            report(SwitchProgress(rung: rung.rawValue, phase: .undoing))
            do {
                try descend(rung, open)
                return .undone(rung: rung)
            } catch {
                return .undoFailed(rung: rung, reason: sentence(error))
            }
        }
    }

    private func climb(_ rung: SwitchMachine.Rung, _ open: LedgerState.Open, _ install: Install) throws {
        let transaction = open.transaction
        let new = transaction.generation
        switch rung {
        case .install: _ = try install()
        case .create:
            guard let release = try InstalledRelease.reopen(transaction.digest, in: layout) else {
                throw DeployError("make generation", "\(new)", "its release is not installed")
            }
            try generations.make(new, release: release, configuration: transaction.configuration)
        case .yield: try reach(open) { $0.slots.allSatisfy { $0.process == nil } ? .there : nil }
        case .start:
            _ = try InstalledRelease.reopen(transaction.digest, in: layout)
            try start(open)
        case .gate:
            try pass(
                try health.gate(generation: new, service: try service(new), again: transaction.kind == .rollback))
        case .admit: try admit(new, open)
        case .point: try generations.point(to: new)
        case .trial: try pass(try health.trial(generation: new, service: try service(new)))
        case .commit: break
        }
    }

    private func descend(_ rung: SwitchMachine.Rung, _ open: LedgerState.Open) throws {
        let transaction = open.transaction
        switch rung {
        case .install, .gate, .trial, .commit: break
        case .create: if transaction.isNew { try generations.remove(transaction.generation) }
        case .point: try generations.point(to: transaction.previous)
        case .admit:
            guard transaction.mode == .overlap, let old = transaction.previous, transaction.previousRan else {
                return try reach(open) { _ in .there }
            }
            try admit(old, open)
        case .start:
            try end(transaction.generation, open)
        case .yield:
            guard let old = transaction.previous else { return }
            try admit(old, open)
            // A program that is not asked serves some time after it runs; when it does not, that is the watch's affair.
            let service = try service(old)
            if service.sockets != .admitted { _ = try? health.gate(generation: old, service: service, again: true) }
        }
    }

    // MARK: the wrapper

    /// Two processes at a time, never three: whatever is neither the old nor the new one ends first. A new one that has
    /// ended before, such as a warm one that died, is thereby forgotten and starts afresh.
    private func start(_ open: LedgerState.Open) throws {
        let (new, old) = (open.transaction.generation, open.transaction.previous)
        let status = try slots.wait(until: Clock.monotonic() + 5000) { $0 }
        let isInTheWay = status?.slots.contains { $0.generation != new && $0.generation != old && $0.process != nil }
        if isInTheWay != false || status?.slot(new)?.process == nil {
            let others = SlotPlan.slots(open.transaction, open.machine).filter { $0.generation != new }
            try reach(open, others) { status in
                status.slots.allSatisfy { $0.generation == old || $0.process == nil } ? .there : nil
            }
        }
        try reach(open) { status in self.started(new, status) }
    }

    /// A wrapper that cannot even be started runs nothing, and finds in `want.json` that nothing shall.
    private func end(_ generation: Int, _ open: LedgerState.Open) throws {
        do {
            try reach(open) { $0.slot(generation)?.process == nil ? .there : nil }
        } catch {
            let bytes = try? Files.read(app.status)
            let last = bytes.flatMap { try? JSONText.value(WrapperStatus.self, from: $0) }
            guard let process = last?.slot(generation)?.process, ProcessTable.identity(of: process.pid) == process
            else {
                return
            }
            throw error
        }
    }

    private enum Arrival {
        case there
        case impossible(String)
    }

    /// Writes what the ledger wants now and waits until `look` finds it true, or never to become so.
    private func reach(
        _ open: LedgerState.Open, _ plan: [Want.Slot]? = nil, _ look: @escaping (WrapperStatus) -> Arrival?
    ) throws {
        let rev = try want(plan ?? SlotPlan.slots(open.transaction, open.machine), holding: holds(open))
        try slots.apply()
        let deadline = Clock.monotonic() + patience(open)
        let answer = try slots.wait(until: deadline) { status in status.rev >= rev ? look(status) : nil }
        switch answer {
        case .there: return
        case .impossible(let reason):
            throw DeployError("start", "generation \(open.transaction.generation)", reason)
        case nil: throw DeployError("wait for", "the wrapper", "the time was up")
        }
    }

    /// During a handover the socket is held although nobody runs.
    private func holds(_ open: LedgerState.Open) -> Bool {
        open.transaction.previousRan && open.transaction.mode != .stopStart
    }

    private func started(_ generation: Int, _ status: WrapperStatus) -> Arrival? {
        guard let slot = status.slot(generation) else { return nil }
        if slot.process != nil || slot.ready { return .there }
        // A process on its way out may have the port still.
        if status.slots.contains(where: { $0.phase == .stopping }) { return nil }
        // A port that is taken is the cause, the slot's own complaint the effect.
        if let trouble = status.trouble { return .impossible(trouble) }
        if let complaint = slot.complaint { return .impossible(complaint) }
        if let exit = slot.exits.last, slot.phase == .stopped, slot.incarnation == exit.incarnation {
            return .impossible("it ended at once: \(exit.how)")
        }
        return nil
    }

    /// First the one that shall serve admits, then the other is parked: somebody always accepts.
    private func admit(_ generation: Int, _ open: LedgerState.Open) throws {
        try reach(open) { status in
            guard let slot = status.slot(generation) else { return nil }
            if slot.admitting { return .there }
            if slot.ready, let complaint = slot.complaint { return .impossible(complaint) }
            if slot.phase == .stopped || slot.phase == .failed, let exit = slot.exits.last {
                return .impossible("it ended: \(exit.how)")
            }
            return nil
        }
        var last: WrapperStatus?
        let isAlone = try slots.wait(until: Clock.monotonic() + 5000) { status in
            last = status
            return status.slots.allSatisfy { $0.generation == generation || !$0.admitting } ? true : nil
        }
        // One that does not park when told is hung or worse; parked is what it shall be, so it is not started again.
        if isAlone == nil {
            for slot in last?.slots ?? [] where slot.generation != generation && slot.admitting {
                try slots.kill(slot, reason: "it did not park")
            }
        }
    }

    private func patience(_ open: LedgerState.Open) -> Int64 {
        var longest = 20_000
        for number in [open.transaction.generation, open.transaction.previous ?? 0] {
            guard let spec = try? generations.spec(number) else { continue }
            longest = max(longest, spec.stop.deadline.milliseconds + spec.stop.drain.milliseconds + 5000)
            longest = max(longest, spec.start.deadline.milliseconds + 5000)
        }
        return Int64(longest)
    }

    private func want(_ slots: [Want.Slot], holding: Bool, again: Bool = false) throws -> Int {
        var services: [Int: ServiceSpec] = [:]
        for slot in slots { services[slot.generation] = try service(slot.generation) }
        return try wantFile.write(slots, holding: holding, held: ledger.state.isHeld, again: again, services)
    }

    // MARK: words

    private func pass(_ judgement: Judgement) throws {
        switch judgement {
        case .passed(let detail): report(SwitchProgress(rung: "health", phase: .note, detail: detail))
        case .failed(let reason, let evidence):
            self.evidence = evidence
            throw Refusal(.failed, reason)
        }
    }

    private func sentence(_ error: any Error) -> String {
        (error as? Refusal)?.sentence ?? "\(error)"
    }

    private func tell(_ event: SwitchMachine.Event, _ took: Int64) {
        switch event {
        case .done(let rung):
            report(SwitchProgress(rung: rung.rawValue, phase: .done, detail: socket(rung), took: took))
        case .failed(let rung, let why):
            report(SwitchProgress(rung: rung.rawValue, phase: .failed, detail: why, took: took))
        case .undone(let rung): report(SwitchProgress(rung: rung.rawValue, phase: .undone, took: took))
        case .undoFailed(let rung, let why):
            report(SwitchProgress(rung: rung.rawValue, phase: .undoFailed, detail: why, took: took))
        }
    }

    /// What becomes of clients while nobody runs.
    private func socket(_ rung: SwitchMachine.Rung) -> String? {
        guard rung == .yield, let mode = ledger.state.open?.transaction.mode else { return nil }
        return mode == .stopStart ? "clients are refused meanwhile" : "clients wait meanwhile"
    }
}
