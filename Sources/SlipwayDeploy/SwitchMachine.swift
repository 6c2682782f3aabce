/// Decides the next step of one switch from an old generation to a new one. Forward and back are the same rungs: each
/// rung is performed on the way up and undone, in reverse order, on the way back. The events are the journal; replaying
/// them gives the same machine, so recovery is replay and the same loop.
package struct SwitchMachine: Equatable, Sendable {
    package enum Rung: Hashable, Sendable {
        /// Verify the bundle and unpack it. Undone by nothing: unused content is collected later.
        case install
        /// Make the generation's folder.
        case create
        /// Handover only: stop the old one while the socket is held.
        case yield
        /// Start the new one parked.
        case start
        /// Its health, asked on its private port.
        case gate
        /// Admit the new one, then park the old one.
        case admit
        /// Point `current` at it.
        case point
        /// Its health under real load for the trial window.
        case trial
        /// From here on it is good.
        case commit
        /// A step of the release's own, counted from 1 in its list.
        case step(Int)
    }

    package enum State: Equatable, Sendable {
        case forward(Rung)
        /// `unmended`: the steps of the release's own that could not be taken back so far, in words.
        case back(Rung, reason: String, unmended: String? = nil)
        case finished(Outcome)
    }

    package enum Outcome: Equatable, Codable, Sendable {
        case committed
        /// What was live before is live again.
        case reverted(reason: String)
        /// An undo failed; a person is needed.
        case stuck(reason: String)
    }

    /// What a failure tells of.
    package enum Blame: String, Codable, Sendable {
        /// The release with its configuration: it would fail again.
        case release
        /// The disk, the wrapper, a port, an end of the daemon.
        case node
        /// Somebody wanted the switch undone.
        case person
    }

    package enum Event: Equatable, Codable, Sendable {
        case done(rung: Rung)
        /// `blame` is nil in ledgers of the first version.
        case failed(rung: Rung, reason: String, blame: Blame? = nil)
        case undone(rung: Rung)
        case undoFailed(rung: Rung, reason: String)
    }

    package enum Action: Equatable, Sendable {
        case perform(Rung)
        case undo(Rung)
    }

    /// The rungs of this switch, in order.
    package let ladder: [Rung]
    package private(set) var state: State

    package init(ladder: [Rung]) {
        self.ladder = ladder
        state = ladder.first.map { .forward($0) } ?? .finished(.committed)
    }

    package var next: Action? {
        switch state {
        case .forward(let rung): .perform(rung)
        case .back(let rung, _, _): .undo(rung)
        case .finished: nil
        }
    }

    package var outcome: Outcome? {
        if case .finished(let outcome) = state { return outcome }
        return nil
    }

    /// Takes an event in. One that does not answer the present step changes nothing.
    package mutating func apply(_ event: Event) {
        switch (state, event) {
        case (.forward(let rung), .done(let answered)) where rung == answered:
            state = after(rung).map { .forward($0) } ?? .finished(.committed)
        case (.forward(let rung), .failed(let answered, let reason, _)) where rung == answered:
            // The failed rung may have half happened, so the way back begins with undoing it.
            state = .back(rung, reason: reason)
        case (.back(let rung, let reason, let unmended), .undone(let answered)) where rung == answered:
            state = descended(from: rung, reason, unmended)
        case (.back(.step(let number), let reason, let unmended), .undoFailed(let answered, let trouble))
        where .step(number) == answered:
            // What serves does not hang on it, so the rest of the way back is gone all the same.
            let sentence = "undoing step \(number) failed: \(trouble)"
            state = descended(from: answered, reason, [unmended, sentence].compactMap(\.self).joined(separator: "; "))
        case (.back(let rung, let reason, let unmended), .undoFailed(let answered, let trouble)) where rung == answered:
            let all = [reason, unmended, "undoing \(rung.rawValue) failed: \(trouble)"].compactMap(\.self)
            state = .finished(.stuck(reason: all.joined(separator: "; then ")))
        case (.forward, .done), (.forward, .failed), (.forward, .undone), (.forward, .undoFailed),
            (.back, .done), (.back, .failed), (.back, .undone), (.back, .undoFailed),
            (.finished, .done), (.finished, .failed), (.finished, .undone), (.finished, .undoFailed):
            break
        }
    }

    /// The rung is in force now: performed, or being performed or undone.
    package func reaches(_ rung: Rung) -> Bool {
        guard let wanted = ladder.firstIndex(of: rung) else { return false }
        switch state {
        case .forward(let now): return ladder.firstIndex(of: now).map { $0 >= wanted } ?? false
        // While a rung is undone the world is already as it was before it.
        case .back(let now, _, _): return ladder.firstIndex(of: now).map { $0 > wanted } ?? false
        case .finished(.committed): return true
        case .finished(.reverted), .finished(.stuck): return false
        }
    }

    private func descended(from rung: Rung, _ reason: String, _ unmended: String?) -> State {
        if let next = before(rung) { return .back(next, reason: reason, unmended: unmended) }
        return .finished(unmended.map { .stuck(reason: "\(reason); then \($0)") } ?? .reverted(reason: reason))
    }

    private func after(_ rung: Rung) -> Rung? {
        ladder.firstIndex(of: rung).flatMap { $0 + 1 < ladder.count ? ladder[$0 + 1] : nil }
    }

    private func before(_ rung: Rung) -> Rung? {
        ladder.firstIndex(of: rung).flatMap { $0 > 0 ? ladder[$0 - 1] : nil }
    }
}

extension SwitchMachine.Rung: RawRepresentable, Codable {
    /// Those of every switch, in no order that matters.
    package static let common: [Self] = [.install, .create, .yield, .start, .gate, .admit, .point, .trial, .commit]

    package init?(rawValue: String) {
        if let rung = Self.common.first(where: { $0.rawValue == rawValue }) {
            self = rung
        } else if rawValue.hasPrefix("step "), let number = Int(rawValue.dropFirst(5)), number > 0 {
            self = .step(number)
        } else {
            return nil
        }
    }

    package var rawValue: String {
        switch self {
        case .install: "install"
        case .create: "create"
        case .yield: "yield"
        case .start: "start"
        case .gate: "gate"
        case .admit: "admit"
        case .point: "point"
        case .trial: "trial"
        case .commit: "commit"
        case .step(let number): "step \(number)"
        }
    }
}
