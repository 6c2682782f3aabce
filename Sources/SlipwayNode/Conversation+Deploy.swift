import Glibc
import SlipwayBundle
import SlipwayControl
import SlipwayDeploy
import SlipwayModel
import SlipwaySystem

extension Conversation {
    /// Verify, then one switch; see `SwitchMachine`. The bundle is the descriptor the client sent.
    func deploy(
        _ bundle: BundlePlace, app: String?, overrides: [String: String], force: Bool, accepting: Set<Acceptance>
    ) throws -> String {
        try check(app, overrides)
        var (judged, found) = try verified(bundle, isSetting: !overrides.isEmpty, accepting)
        let name = try appName(app, found.release)
        let desk = try node.deskForDeploy(name)
        // A refusal before anything was begun leaves no trace of an app that never was.
        defer { if desk.ledger.state.lastSeq == 0 { node.dismiss(desk) } }
        return try desk.exclusively("a deploy of \(found.release) by \(by)") {
            defer { Removal.afterFailure(desk) }
            let preparing = Preparing(node, desk, by: by)
            found.accepted = try preparing.judge(judged, accepting: accepting)
            guard let transaction = try preparing.deploy(found, overrides, force: force) else {
                return "\(found.release) already runs as generation \(desk.ledger.state.current ?? 0); nothing to do"
            }
            desk.tellAccepted(transaction, judged.trust)
            return try carryThrough(desk, transaction) { report in
                try AppAccount.ensure(name, self.node.configuration)
                return try Worker.install(self.node.configuration, bundle, judged, accepting: accepting, report)
            }
        }
    }

    /// What can be set is known to the contents only, which take longer to tell.
    private func verified(
        _ bundle: BundlePlace, isSetting: Bool, _ accepting: Set<Acceptance>
    ) throws -> (Worker.Found, Preparing.Candidate) {
        let begun = Clock.monotonic()
        tell(.step(StepReport(step: "verify", phase: .begun)))
        let judged: Worker.Found
        let found: Preparing.Candidate
        if isSetting {
            let it = try Worker.contents(node.configuration, bundle, accepting: accepting)
            (judged, found) = (it.found, Preparing.Candidate(it.contents))
        } else {
            judged = try Worker.verify(node.configuration, bundle, accepting: accepting)
            found = Preparing.Candidate(release: judged.name, digest: judged.digest, spec: judged.spec)
        }
        let took = Clock.monotonic() - begun
        tell(.step(StepReport(step: "verify", phase: .done, detail: found.release.description, took: took)))
        return (judged, found)
    }

    /// Back to an installed generation that has been good: needs neither network nor store, nor anybody's signature.
    /// What runs still is let in at once and read in full afterwards; what must start is read before it does.
    func rollback(app: String, to number: Int?) throws -> String {
        let desk = try node.desk(app)
        return try desk.exclusively("a rollback by \(by)") {
            let transaction = try Preparing(node, desk, by: by).rollback(to: number)
            let isWarm = StoredStatus.runs(desk, transaction.generation)
            if !isWarm { try desk.requireWhole(transaction.generation, thorough: true) }
            let sentence = try carryThrough(desk, transaction) { _ in
                throw NodeError("install", transaction.release.description, "a rollback installs nothing")
            }
            if isWarm { desk.lookForDamage(transaction.generation, thorough: true) }
            return sentence
        }
    }

    /// Runs the switch, telling each step; the sentence of its outcome, or a refusal that shows the evidence.
    func carryThrough(
        _ desk: AppDesk, _ transaction: Transaction,
        install: @escaping (@escaping (String) -> Void) throws -> InstalledRelease
    ) throws -> String {
        let begun = Clock.monotonic()
        if transaction.previousRan, let reason = transaction.modeReason {
            tell(.step(StepReport(step: "switch", phase: .note, detail: "\(transaction.mode.rawValue), \(reason)")))
        }
        let switcher = desk.switcher { self.tell(.step(StepReport($0))) }
        let outcome = try switcher.run(transaction) {
            try install { self.tell(.step(StepReport(step: "install", phase: .note, detail: $0))) }
        }
        if desk.ledger.state.current == nil {
            desk.dismissWrapper()
        } else {
            try desk.startWatch()
            desk.watch?.nudge()
        }
        let seconds = Double(Clock.monotonic() - begun) / 1000
        let what = "\(transaction.release) as generation \(transaction.generation)"
        switch outcome {
        case .committed:
            desk.raiseFloorOrLater()
            Retirement.afterCommit(desk)
            if transaction.isQuiet { return "\(what) is what \(desk.name) will start with; it stays stopped" }
            return "\(what) is live after \(seconds.asDuration)"
        case .reverted(let reason):
            let back = (transaction.previousRan ? transaction.previous : nil).flatMap {
                desk.ledger.state.generations[$0]?.release.description
            }
            throw Refusal(
                switcher.cause?.code ?? .failed, "\(what) was taken back: \(reason)",
                hint: back.map { "\($0) is live as before" } ?? "nothing was live before, and nothing is now",
                detail: switcher.evidence)
        case .stuck(let reason):
            throw Refusal(
                .stuck, "\(what) failed and could not be undone: \(reason)",
                hint: "a person is needed: " + node.configuration.command("status \(desk.name)"))
        }
    }
}

extension StepReport {
    init(_ progress: SwitchProgress) {
        let phase: Phase =
            switch progress.phase {
            case .begun: .begun
            case .done: .done
            case .failed: .failed
            case .undoing: .undoing
            case .undone: .undone
            case .undoFailed: .undoFailed
            case .note: .note
            }
        self.init(step: progress.rung, phase: phase, detail: progress.detail, took: progress.took)
    }
}

extension Double {
    /// Seconds for people: `23 ms`, `5.9 s`.
    var asDuration: String {
        self < 1 ? "\(Int((self * 1000).rounded())) ms" : "\((self * 10).rounded() / 10) s"
    }
}
