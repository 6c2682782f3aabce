/// How one generation takes over from another.
package struct SwitchPolicy: Codable, Hashable, Sendable {
    package enum Mode: String, Codable, Sendable {
        /// Old and new run side by side; the new one is admitted once its gate has passed.
        case overlap
        /// The socket is held while the old one stops and the new one starts; clients wait.
        case handover
        /// The old one stops, the socket is closed, the new one starts; clients are refused meanwhile.
        case stopStart = "stop-start"
    }
    package var mode: Mode
    /// How long the new one must stay healthy before it is committed.
    package var trial: TimeSpan
    /// How long the old one stays parked for a warm rollback.
    package var keepWarm: TimeSpan

    package init(mode: Mode = .overlap, trial: TimeSpan = .seconds(30), keepWarm: TimeSpan = .seconds(600)) {
        self.mode = mode
        self.trial = trial
        self.keepWarm = keepWarm
    }
}

/// How the wrapper restarts what exits: the first time at once, then with growing, jittered pauses.
package struct RestartPolicy: Codable, Hashable, Sendable {
    /// The first pause after the immediate restart, and the longest.
    package var backoffFirst: TimeSpan
    package var backoffMost: TimeSpan
    /// Running this long forgets earlier exits.
    package var resetAfter: TimeSpan
    /// More restarts than `budget` within `budgetWindow` is `failed`: tried on at the longest pause only.
    package var budget: Int
    package var budgetWindow: TimeSpan

    package init(
        backoffFirst: TimeSpan = .milliseconds(500), backoffMost: TimeSpan = .seconds(60),
        resetAfter: TimeSpan = .seconds(300), budget: Int = 10, budgetWindow: TimeSpan = .seconds(3600)
    ) {
        self.backoffFirst = backoffFirst
        self.backoffMost = backoffMost
        self.resetAfter = resetAfter
        self.budget = budget
        self.budgetWindow = budgetWindow
    }
}
