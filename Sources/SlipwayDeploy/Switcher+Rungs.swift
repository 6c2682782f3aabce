import SlipwayModel
import SlipwaySystem

/// What a rung is, forward and back.
extension Switcher {
    func climb(_ rung: SwitchMachine.Rung, _ open: LedgerState.Open, _ install: Install) throws {
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
        case .step(let number):
            let step = try own(number, new)
            try run(step.do, step, new)
        case .commit: break
        }
    }

    func descend(_ rung: SwitchMachine.Rung, _ open: LedgerState.Open) throws {
        let transaction = open.transaction
        switch rung {
        case .install, .gate, .trial, .commit: break
        case .create: if transaction.isNew { try generations.remove(transaction.generation) }
        case .step(let number):
            let step = try own(number, transaction.generation)
            if let undo = step.undo { try run(undo, step, transaction.generation) }
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

    func own(_ number: Int, _ generation: Int) throws -> SwitchStep {
        let all = try generations.spec(generation).steps ?? []
        guard all.indices.contains(number - 1) else {
            throw DeployError("run", "step \(number)", "its release has \(all.count)")
        }
        return all[number - 1]
    }

    private func run(_ command: [String], _ step: SwitchStep, _ generation: Int) throws {
        report(SwitchProgress(rung: "step", phase: .note, detail: command.joined(separator: " ")))
        do {
            try steps.run(command, deadline: step.deadline, generation: generation)
        } catch let refusal as Refusal {
            throw ReleaseFault(refusal.sentence)
        }
    }

    private func pass(_ judgement: Judgement) throws {
        switch judgement {
        case .passed(let detail): report(SwitchProgress(rung: "health", phase: .note, detail: detail))
        case .failed(let reason, let evidence):
            self.evidence = evidence
            throw ReleaseFault(reason)
        }
    }
}
