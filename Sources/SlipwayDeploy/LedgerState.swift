package import SlipwayModel

/// What a ledger amounts to: the fold of its entries. `current` and `want.json` follow from it.
package struct LedgerState: Sendable {
    package enum Standing: String, Codable, Sendable { case staged, trial, good, bad }

    package struct Generation: Equatable, Sendable {
        package var number: Int
        package var release: ReleaseName
        package var digest: Digest
        package var configuration: Configuration
        package var standing: Standing
        /// Why it is bad.
        package var reason: String?
        /// It is bad by a fault of its own, not of the node or by somebody's wish.
        package var isCondemned = false
        /// When its switch failed, in milliseconds since 1970, for people.
        package var failedAt: Int64?
        /// Its release was let pass by somebody.
        package var grant: Grant?
    }

    /// What an operator has let pass of a release, with the deploy that brought it.
    package struct Grant: Equatable, Sendable {
        package var accepted: [Acceptance]
        package var by: String
        /// Milliseconds since 1970, for people.
        package var at: Int64

        package init(accepted: [Acceptance], by: String, at: Int64) {
            self.accepted = accepted
            self.by = by
            self.at = at
        }
    }

    /// A release with a configuration, as it is tried.
    private struct Trial: Hashable {
        var digest: Digest
        var configuration: Configuration
        init(_ generation: Generation) { (digest, configuration) = (generation.digest, generation.configuration) }
        init(_ digest: Digest, _ configuration: Configuration) {
            (self.digest, self.configuration) = (digest, configuration)
        }
    }

    package struct Open: Equatable, Sendable {
        package var transaction: Transaction
        package var machine: SwitchMachine
        /// Whose fault it was that it turned back.
        package var blame: SwitchMachine.Blame?
    }

    package private(set) var generations: [Int: Generation] = [:]
    package private(set) var current: Int?
    /// Which generation each one was deployed on top of.
    private var origin: [Int: Int] = [:]
    /// Parked for a warm rollback, and since when (milliseconds since 1970).
    package private(set) var warm: Int?
    package private(set) var wish: Wish = .stopped
    package private(set) var open: Open?
    package private(set) var lastTransaction = 0
    package private(set) var lastGeneration = 0
    package private(set) var lastSeq = 0
    package private(set) var isHeld = false
    package private(set) var pinned: Set<Int> = []
    /// Nothing of it is on the node any more but its history and its shared folders.
    package private(set) var isUndeployed = false
    /// The last switch could neither be made nor undone.
    private var isStuck = false
    /// What has been good here, be it on the node still or not.
    package private(set) var known: Set<Digest> = []
    /// The last try of each that failed by its own fault, unless it has been good since.
    private var condemnations: [Trial: Generation] = [:]
    /// The undeploy that ended it shall take those too.
    package private(set) var isPurged = false
    /// The mode of the last switch, and why.
    package private(set) var lastMode: SwitchPolicy.Mode?
    package private(set) var lastModeReason: String?

    package init() {}

    package init(_ entries: [LedgerEntry]) {
        for entry in entries { apply(entry) }
    }

    package mutating func apply(_ entry: LedgerEntry) {
        lastSeq = entry.seq
        switch entry.event {
        case .begun(let transaction): begin(transaction, at: entry.at)
        case .step(let id, let event):
            guard open?.transaction.id == id else { return }
            open?.machine.apply(event)
            if case .failed(let rung, _, let blame) = event { open?.blame = blame ?? Self.likely(rung) }
            settle(event, at: entry.at)
        case .cooled(let generation, _): if warm == generation { warm = nil }
        case .wished(let wish, _):
            self.wish = wish
            if wish == .stopped { warm = nil }
        case .acted: break
        case .proved(let generation): acquit(generation)
        case .retired(let generation): generations[generation] = nil
        case .held: isHeld = true
        case .unheld: isHeld = false
        case .pinned(let generation, _): pinned.insert(generation)
        case .unpinned(let generation, _): pinned.remove(generation)
        case .undeployed(_, let purge): undeploy(purge)
        }
    }

    /// Numbers go on where they were, so that no generation is ever mistaken for another.
    private mutating func undeploy(_ purge: Bool) {
        generations = [:]
        condemnations = [:]
        known = []
        origin = [:]
        pinned = []
        (current, warm, open, lastMode, lastModeReason) = (nil, nil, nil, nil, nil)
        wish = .stopped
        isHeld = false
        isStuck = false
        isUndeployed = true
        isPurged = purge
    }

    private mutating func begin(_ transaction: Transaction, at: Int64) {
        isUndeployed = false
        isPurged = false
        isStuck = false
        lastTransaction = transaction.id
        lastGeneration = max(lastGeneration, transaction.generation)
        if transaction.isNew { origin[transaction.generation] = transaction.previous }
        if generations[transaction.generation] == nil {
            let grant = grant(transaction, at: at)
            generations[transaction.generation] = Generation(
                number: transaction.generation, release: transaction.release, digest: transaction.digest,
                configuration: transaction.configuration, standing: .staged)
            generations[transaction.generation]?.grant = grant
        }
        // Three at once would be one too many for the memory; what a switch needs parked is in its own slots.
        warm = nil
        open = Open(transaction: transaction, machine: SwitchMachine(ladder: transaction.ladder), blame: nil)
    }

    /// A change of configuration runs what was let pass before.
    private func grant(_ transaction: Transaction, at: Int64) -> Grant? {
        switch transaction.kind {
        case .deploy: transaction.accepted.map { Grant(accepted: $0, by: transaction.by, at: at) }
        case .configure, .rollback: transaction.previous.flatMap { generations[$0]?.grant }
        }
    }

    private mutating func acquit(_ number: Int) {
        generations[number]?.standing = .good
        guard let generation = generations[number] else { return }
        condemnations[Trial(generation)] = nil
        known.insert(generation.digest)
    }

    private mutating func condemn(_ number: Int, _ reason: String, _ blame: SwitchMachine.Blame?, at: Int64) {
        guard var generation = generations[number] else { return }
        (generation.standing, generation.reason, generation.failedAt) = (.bad, reason, at)
        generation.isCondemned = blame == .release
        generations[number] = generation
        if generation.isCondemned { condemnations[Trial(generation)] = generation }
    }

    private mutating func settle(_ event: SwitchMachine.Event, at: Int64) {
        guard let now = open else { return }
        let number = now.transaction.generation
        if case .done(.point) = event, now.transaction.isNew { generations[number]?.standing = .trial }
        guard let outcome = now.machine.outcome else { return }
        open = nil
        switch outcome {
        case .committed:
            current = number
            if now.transaction.isQuiet {
                generations[number]?.standing = .staged
                return
            }
            acquit(number)
            wish = .running
            lastMode = now.transaction.mode
            lastModeReason = now.transaction.modeReason
            let old = now.transaction.previous
            warm = now.transaction.mode == .overlap && now.transaction.previousRan && old != number ? old : nil
        case .reverted(let reason), .stuck(let reason):
            if case .stuck = outcome { isStuck = true }
            // A rollback that could not be made does not make a once good generation bad.
            if now.transaction.isNew { condemn(number, reason, now.blame, at: at) }
        }
    }

    /// What the first version's ledgers do not say.
    private static func likely(_ rung: SwitchMachine.Rung) -> SwitchMachine.Blame {
        switch rung {
        case .start, .gate, .trial, .step: .release
        case .install, .create, .yield, .admit, .point, .commit: .node
        }
    }

    /// The last try of this release with this configuration, when it failed by its own fault.
    package func condemned(_ digest: Digest, _ configuration: Configuration) -> Generation? {
        condemnations[Trial(digest, configuration)]
    }

    /// Something of it is on the node, or on its way there. A first deploy that was taken back leaves its history only.
    package var isDeployed: Bool {
        if isUndeployed { return false }
        return current != nil || open != nil || isStuck || generations.values.contains { $0.standing == .good }
    }

    /// The generation that a plain `rollback` goes to: the nearest good one of those the present was deployed on top
    /// of. One that people have already left by a rollback is not among them.
    package var rollbackTarget: Int? {
        var next = current.flatMap { origin[$0] }
        while let number = next {
            if generations[number]?.standing == .good { return number }
            next = origin[number]
        }
        return nil
    }
}
