package import SlipwayModel

/// One switch as it was begun: everything recovery needs to go on without asking anybody.
package struct Transaction: Codable, Hashable, Sendable {
    package enum Kind: String, Codable, Sendable { case deploy, rollback, configure }

    package var id: Int
    package var kind: Kind
    /// The generation to switch to, and the one that was current.
    package var generation: Int
    package var previous: Int?
    /// Whether the previous one was wanted running when this began.
    package var previousRan: Bool
    package var release: ReleaseName
    package var digest: Digest
    package var configuration: Configuration
    package var mode: SwitchPolicy.Mode
    /// Why this mode, in words, when it is not the recipe's own.
    package var modeReason: String?
    /// When each step of the release's own is made, in the recipe's order; nil when there are none.
    package var steps: [SwitchStep.Moment]?
    package var by: String
    /// What the operator has let pass of the release; nil for nothing.
    package var accepted: [Acceptance]?

    package init(
        id: Int, kind: Kind, generation: Int, previous: Int?, previousRan: Bool, release: ReleaseName, digest: Digest,
        configuration: Configuration, mode: SwitchPolicy.Mode, modeReason: String? = nil,
        steps: [SwitchStep.Moment]? = nil, by: String
    ) {
        self.id = id
        self.kind = kind
        self.generation = generation
        self.previous = previous
        self.previousRan = previousRan
        self.release = release
        self.digest = digest
        self.configuration = configuration
        self.mode = mode
        self.modeReason = modeReason
        self.steps = steps
        self.by = by
    }

    /// A change of a stopped app's configuration starts nothing, so it is neither tried nor called good.
    package var isQuiet: Bool { kind == .configure && !previousRan }
    /// It makes a generation that was not there before.
    package var isNew: Bool { kind != .rollback }

    /// A rollback goes to a generation that is installed and has been good, so it neither installs nor tries it again;
    /// nor does it make the steps of a release, which are made once, on the way to it.
    package var ladder: [SwitchMachine.Rung] {
        if isQuiet { return [.create, .point, .commit] }
        var rungs: [SwitchMachine.Rung] = []
        if kind == .deploy { rungs.append(.install) }
        if isNew { rungs.append(.create) }
        if mode != .overlap, previousRan { rungs.append(.yield) }
        rungs += own(.beforeStart) + [.start, .gate] + own(.beforeAdmit) + [.admit, .point] + own(.afterAdmit)
        if isNew { rungs.append(.trial) }
        return rungs + own(.beforeCommit) + [.commit]
    }

    private func own(_ moment: SwitchStep.Moment) -> [SwitchMachine.Rung] {
        guard isNew, let steps else { return [] }
        return steps.indices.filter { steps[$0] == moment }.map { .step($0 + 1) }
    }
}
