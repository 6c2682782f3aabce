package import SlipwayModel

/// Who is told to take clients and who to stop taking them, so that somebody takes them at every instant: a slot is
/// admitted as soon as it is ready, and one is parked only when a slot that shall live takes clients already.
package struct AdmissionPlan: Hashable, Sendable {
    /// What a program is told on its control pipe.
    package enum Word: String, Hashable, Sendable { case admit, park }

    /// What the plan needs to know of a slot.
    package struct Slot: Hashable, Sendable {
        package var generation: Int
        package var wanted: Want.SlotState
        /// It has a process that was not asked to end.
        package var runs: Bool
        package var ready: Bool
        /// In its own words.
        package var admitting: Bool
        /// The last word sent to this process.
        package var told: Word?

        package init(
            generation: Int, wanted: Want.SlotState, runs: Bool, ready: Bool, admitting: Bool, told: Word?
        ) {
            self.generation = generation
            self.wanted = wanted
            self.runs = runs
            self.ready = ready
            self.admitting = admitting
            self.told = told
        }

        /// It takes clients and has not been told to stop that.
        package var accepts: Bool { runs && admitting && told != .park }
        fileprivate var mayAccept: Bool { runs && (admitting ? told != .park : told == .admit) }
    }

    /// One word to one slot.
    package struct Step: Hashable, Sendable {
        package var generation: Int
        package var word: Word
    }

    package let steps: [Step]

    package init(_ slots: [Slot]) {
        let taken = slots.contains { $0.wanted == .live && $0.accepts }
        let isLiveWanted = slots.contains { $0.wanted == .live }
        steps = slots.compactMap { slot in
            switch slot.wanted {
            case .live:
                slot.runs && slot.ready && slot.told != .admit && !slot.accepts
                    ? Step(generation: slot.generation, word: .admit) : nil
            case .parked:
                slot.mayAccept && (taken || !isLiveWanted) ? Step(generation: slot.generation, word: .park) : nil
            case .stopped: nil
            }
        }
    }
}
