import SlipwayControl
import SlipwayDeploy
import SlipwayModel
import SlipwaySystem

/// An operator's standing words about an app: they are in its ledger, so they outlive daemon and host.
extension Conversation {
    func hold(_ app: String) throws -> String {
        try hold(app, true, already: "\(app) is held already") {
            "\(app) is held: what ends is not started again until " + self.node.configuration.command("unhold \(app)")
        }
    }

    func unhold(_ app: String) throws -> String {
        try hold(app, false, already: "\(app) is not held") { "\(app) is healed again" }
    }

    private func hold(_ app: String, _ held: Bool, already: String, _ done: () -> String) throws -> String {
        let desk = try node.desk(app)
        return try desk.exclusively("\(held ? "a hold" : "an unhold") by \(by)") {
            try desk.refuseWhenOpen()
            if desk.ledger.state.isHeld == held { return already }
            try desk.ledger.append(held ? .held(by: by) : .unheld(by: by))
            if desk.ledger.state.current != nil { try desk.switcher { _ in }.settle() }
            desk.watch?.nudge()
            return done()
        }
    }

    func pin(_ app: String, _ generation: Int?) throws -> String {
        try pin(app, generation, true) { "generation \($0) of \(app) is pinned\($1 ? " already" : "")" }
    }

    func unpin(_ app: String, _ generation: Int?) throws -> String {
        try pin(app, generation, false) { "generation \($0) of \(app) is \($1 ? "not pinned" : "no longer pinned")" }
    }

    private func pin(
        _ app: String, _ generation: Int?, _ pinned: Bool, _ sentence: (Int, Bool) -> String
    ) throws -> String {
        let desk = try node.desk(app)
        return try desk.exclusively("\(pinned ? "a pin" : "an unpin") by \(by)") {
            let number = try desk.generation(generation).number
            if desk.ledger.state.pinned.contains(number) == pinned { return sentence(number, true) }
            try desk.ledger.append(
                pinned ? .pinned(generation: number, by: by) : .unpinned(generation: number, by: by))
            return sentence(number, false)
        }
    }
}

extension AppDesk {
    /// One that is on the node; nil is the present one.
    func generation(_ number: Int?) throws -> LedgerState.Generation {
        let state = ledger.state
        guard let wanted = number ?? state.current else {
            throw Refusal(
                .notFound, "\(name) has no release yet",
                hint: "deploy one: " + configuration.command("deploy REF --app \(name)"))
        }
        guard let generation = state.generations[wanted], generation.standing != .bad else {
            let kept = state.generations.values.filter { $0.standing != .bad }.map(\.number).sorted()
            throw Refusal(
                .notFound, "generation \(wanted) of \(name) is not on this node",
                hint: kept.isEmpty
                    ? "see " + configuration.command("history \(name)")
                    : "these are: " + kept.map(String.init).joined(separator: ", "))
        }
        return generation
    }
}
