import SlipwayModel
import SlipwaySupervise
import Testing

@Suite struct AdmissionPlanTests {
    typealias Slot = AdmissionPlan.Slot

    static let states: [Want.SlotState] = [.live, .parked, .stopped]
    static let words: [AdmissionPlan.Word?] = [nil, .admit, .park]

    /// Every slot there can be, with this generation.
    static func slots(_ generation: Int) -> [Slot] {
        states.flatMap { wanted in
            words.flatMap { told in
                [false, true].flatMap { runs in
                    [false, true].flatMap { ready in
                        [false, true].map {
                            Slot(
                                generation: generation, wanted: wanted, runs: runs, ready: ready, admitting: $0,
                                told: told)
                        }
                    }
                }
            }
        }
    }

    @Test func theLastThatAcceptsIsNeverParkedBeforeALiveOneAccepts() {
        var parks = 0
        for first in Self.slots(1) {
            for second in Self.slots(2) {
                let plan = AdmissionPlan([first, second])
                for step in plan.steps where step.word == .park {
                    parks += 1
                    let others = [first, second].filter { $0.generation != step.generation }
                    let isLiveWanted = others.contains { $0.wanted == .live }
                    #expect(!isLiveWanted || others.contains { $0.wanted == .live && $0.accepts })
                }
            }
        }
        #expect(parks > 0)
    }

    @Test func onlyWhatRunsIsSpokenToAndOnlyWithAWordItWasNotToldLast() {
        for first in Self.slots(1) {
            for second in Self.slots(2) {
                for step in AdmissionPlan([first, second]).steps {
                    let slot = step.generation == 1 ? first : second
                    #expect(slot.runs && slot.told != step.word && slot.wanted != .stopped)
                    #expect(step.word == .admit ? slot.wanted == .live && slot.ready : slot.wanted == .parked)
                }
            }
        }
    }

    /// Plays every order of answers and crashes after a flip: at any time one slot accepts, unless every process that
    /// could has died, and in the end it is the one wanted.
    @Test func everyOrderOfAnswersEndsInTheWantedStateWithoutAGap() {
        let start = [
            Slot(generation: 1, wanted: .parked, runs: true, ready: true, admitting: true, told: .admit),
            Slot(generation: 2, wanted: .live, runs: true, ready: false, admitting: false, told: nil),
        ]
        var seen: Set<[Slot]> = []
        var open = [start]
        var finals = 0
        while let slots = open.popLast() {
            let slots = Self.told(slots)
            guard seen.insert(slots).inserted else { continue }
            if slots[0].runs { #expect(slots.contains { $0.runs && $0.admitting }, "nobody admits: \(slots)") }
            let next = Self.answers(slots)
            if next.isEmpty {
                finals += 1
                #expect(slots[1].admitting && !slots[0].admitting)
            }
            open += next + Self.crashes(slots)
        }
        #expect(finals > 0)
    }

    private static func told(_ slots: [Slot]) -> [Slot] {
        var slots = slots
        for step in AdmissionPlan(slots).steps { slots[step.generation - 1].told = step.word }
        return slots
    }

    private static func answers(_ slots: [Slot]) -> [[Slot]] {
        var next: [[Slot]] = []
        for index in slots.indices where slots[index].runs {
            var changed = slots
            if !changed[index].ready {
                changed[index].ready = true
            } else if let told = changed[index].told {
                changed[index].admitting = told == .admit
            }
            if changed != slots { next.append(changed) }
        }
        for index in slots.indices where !slots[index].runs && slots[index].wanted == .live {
            var changed = slots
            changed[index].runs = true
            next.append(changed)
        }
        return next
    }

    /// The live one dies before it has answered; a successor starts parked.
    private static func crashes(_ slots: [Slot]) -> [[Slot]] {
        guard slots[1].runs, !slots[1].admitting else { return [] }
        var changed = slots
        changed[1] = Slot(generation: 2, wanted: .live, runs: false, ready: false, admitting: false, told: nil)
        return [changed]
    }
}
