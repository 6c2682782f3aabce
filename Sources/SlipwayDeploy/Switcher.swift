package import SlipwayModel
import SlipwaySystem

/// Carries out switches of one app: asks the machine what is next, does it, writes the event, applies it. The only
/// writer of the ledger's switch events, of `want.json` and of `current`.
package final class Switcher {
    let layout: NodeLayout
    let app: AppLayout
    let ledger: Ledger
    let slots: any SlotKeeping
    let health: any HealthJudging
    let steps: any StepRunning
    let report: (SwitchProgress) -> Void
    /// Why the switch shall be undone, once somebody wants that.
    private let abortion: () -> String?
    let generations: Generations
    private let wantFile: WantFile
    private let reserve: Reserve
    /// What a failed gate or trial left as evidence.
    package var evidence: [String] = []
    /// What made the switch turn back.
    package private(set) var cause: Refusal?

    package init(
        _ layout: NodeLayout, _ app: AppLayout, _ ledger: Ledger, slots: any SlotKeeping, health: any HealthJudging,
        steps: any StepRunning, abortion: @escaping () -> String? = { nil }, report: @escaping (SwitchProgress) -> Void
    ) {
        self.layout = layout
        self.app = app
        self.ledger = ledger
        self.slots = slots
        self.health = health
        self.steps = steps
        self.abortion = abortion
        self.report = report
        generations = Generations(app)
        wantFile = WantFile(app)
        reserve = Reserve(app)
    }

    package typealias Install = () throws -> InstalledRelease

    package func run(_ transaction: Transaction, install: @escaping Install) throws -> SwitchMachine.Outcome {
        try reserve.hold()
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
        case .forward(.point), .forward(.trial), .forward(.commit):
            try? admit(open.transaction.generation, open)
            try? letStart(open)
        case .forward(.install), .forward(.create), .forward(.yield), .forward(.start), .forward(.admit),
            .forward(.step), .back, .finished:
            break
        }
    }

    /// Makes `want.json` and `current` what the ledger says between switches; the wrapper then makes it so.
    /// `again`: somebody wants it now, so no pause is kept before the next start.
    package func settle(again: Bool = false) throws {
        let state = ledger.state
        try reserve.spending {
            _ = try want(SlotPlan.slots(state), holding: false, again: again)
            if state.current != nil || Files.exists(app.current) { try generations.point(to: state.current) }
        }
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
            hold(event, transaction)
            return event
        }
        do {
            try ledger.append(.step(transaction: transaction.id, event: event))
            return event
        } catch {
            cause = (error as? SystemError)?.refusal
            let reason = "cannot write the ledger: \(error)"
            let failure = SwitchMachine.Event.failed(rung: rung, reason: reason, blame: .node)
            hold(failure, transaction)
            return failure
        }
    }

    private func hold(_ event: SwitchMachine.Event, _ transaction: Transaction) {
        let fact = LedgerEvent.step(transaction: transaction.id, event: event)
        do {
            try reserve.spending { try ledger.append(fact) }
        } catch {
            ledger.appendOrHold(fact)
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

    func service(_ generation: Int) throws -> ServiceSpec {
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
                if let why = abortion() { return given(up: rung, why, .person) }
                try climb(rung, open, install)
                return .done(rung: rung)
            } catch let fault as ReleaseFault {
                // Health is judged until somebody wants the switch undone; that is nobody's fault.
                let isWanted = abortion() != nil
                return given(up: rung, fault.sentence, isWanted ? .person : .release)
            } catch {
                cause = (error as? Refusal) ?? (error as? SystemError)?.refusal
                return .failed(rung: rung, reason: sentence(error), blame: .node)
            }
        case .undo(let rung):
            report(SwitchProgress(rung: rung.rawValue, phase: .undoing))
            do {
                try reserve.spending { try descend(rung, open) }
                return .undone(rung: rung)
            } catch {
                return .undoFailed(rung: rung, reason: sentence(error))
            }
        }
    }

    private func given(
        up rung: SwitchMachine.Rung, _ reason: String, _ blame: SwitchMachine.Blame
    ) -> SwitchMachine.Event {
        cause = Refusal(.failed, reason)
        return .failed(rung: rung, reason: reason, blame: blame)
    }

    func want(_ slots: [Want.Slot], holding: Bool, again: Bool = false) throws -> Int {
        var services: [Int: ServiceSpec] = [:]
        for slot in slots { services[slot.generation] = try service(slot.generation) }
        return try wantFile.write(slots, holding: holding, held: ledger.state.isHeld, again: again, services)
    }

    private func sentence(_ error: any Error) -> String {
        (error as? Refusal)?.sentence ?? (error as? ReleaseFault)?.sentence ?? "\(error)"
    }

    private func tell(_ event: SwitchMachine.Event, _ took: Int64) {
        switch event {
        case .done(let rung):
            report(SwitchProgress(rung: rung.rawValue, phase: .done, detail: socket(rung), took: took))
        case .failed(let rung, let why, _):
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
