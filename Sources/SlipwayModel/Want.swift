/// What the daemon wants an app's wrapper to make true: the file `want.json`. The switcher is its only writer; it
/// follows from the ledger.
package struct Want: Codable, Hashable, Sendable {
    package enum SlotState: String, Codable, Sendable {
        /// Running and admitting clients.
        case live
        /// Running, but its listener admits nobody.
        case parked
        case stopped
    }
    package enum Listening: String, Codable, Sendable { case held, closed }

    package struct Slot: Codable, Hashable, Sendable {
        package var generation: Int
        package var state: SlotState
        package init(generation: Int, state: SlotState) {
            self.generation = generation
            self.state = state
        }
    }

    package var schema = 1
    /// Grows with each replacement.
    package var rev: Int
    package var slots: [Slot]
    package var listen: Listening
    package var restart: RestartPolicy
    package var ports: [ServiceSpec.Listener]
    /// An operator's word: a process that ends is not started again.
    package var held: Bool

    package init(
        rev: Int, slots: [Slot], listen: Listening, restart: RestartPolicy, ports: [ServiceSpec.Listener],
        held: Bool = false
    ) {
        self.rev = rev
        self.slots = slots
        self.listen = listen
        self.restart = restart
        self.ports = ports
        self.held = held
    }

    package func state(of generation: Int) -> SlotState {
        slots.first { $0.generation == generation }?.state ?? .stopped
    }
}
