import SlipwayModel

/// What an operator wants of an app, kept across restarts and reboots.
package enum Wish: String, Codable, Hashable, Sendable { case running, stopped }

/// One fact of an app's history. The ledger holds nothing else.
package enum LedgerEvent: Codable, Equatable, Sendable {
    case begun(transaction: Transaction)
    case step(transaction: Int, event: SwitchMachine.Event)
    /// The generation kept parked for a warm rollback was let go.
    case cooled(generation: Int, reason: String)
    case wished(wish: Wish, by: String)
    /// Something done to the running app, and how it ended: a start, a restart, a kill, a heal.
    case acted(action: String, by: String, outcome: String, detail: String)
    /// A generation that was made while the app was stopped has been started and found well.
    case proved(generation: Int)
    /// A generation's folder was removed by retention.
    case retired(generation: Int)
    /// What ends is not started again, and what hangs is left alone.
    case held(by: String)
    case unheld(by: String)
    /// Retention leaves this generation alone.
    case pinned(generation: Int, by: String)
    case unpinned(generation: Int, by: String)
    /// The app is gone from this node; its history and its shared folders stay, unless they are purged too.
    case undeployed(by: String, purge: Bool)
}

/// One line of `ledger.jsonl`.
package struct LedgerEntry: Codable, Equatable, Sendable {
    /// 1, 2, 3 … without gaps.
    package var seq: Int
    /// Milliseconds since 1970, for people; nothing is decided by it.
    package var at: Int64
    /// Milliseconds since the boot, for the lengths that people are told; nil in ledgers of the first version.
    package var up: Int64?
    package var event: LedgerEvent
    /// nil in ledgers of before there was a second one to tell it from.
    package var format: Int? = FormatVersion.ledger

    package init(seq: Int, at: Int64, up: Int64? = nil, event: LedgerEvent) {
        self.seq = seq
        self.at = at
        self.up = up
        self.event = event
    }

    /// Milliseconds since an earlier entry; nil where no clock can tell.
    package func time(since earlier: LedgerEntry) -> Int64? {
        if let up, let before = earlier.up, up >= before { return up - before }
        return at >= earlier.at ? at - earlier.at : nil
    }
}
