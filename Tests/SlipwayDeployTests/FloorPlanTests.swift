import SlipwayDeploy
import SlipwayModel
import Testing

@Suite struct FloorPlanTests {
    private static let bound = FloorPlan.bound
    private static let floors: [Int?] = [nil, 1, 17, bound, bound + 5, 1 << 53]
    private static let sequences: [Int?] = [
        nil, 1, 16, 17, 18, bound - 1, bound, bound + 1, bound + 17, bound + 18, 2 * bound, 2 * bound + 6, 1 << 53,
    ]
    private static let acceptances: [Set<Acceptance>] = (0..<16).map { bits in
        Set(Acceptance.allCases.enumerated().filter { bits >> $0.offset & 1 == 1 }.map(\.element))
    }

    /// Each floor with each sequence, known or not, with every set of what is let pass.
    @Test func everyCaseIsWhatTheRuleSays() throws {
        for floor in Self.floors {
            for sequence in Self.sequences {
                for isKnown in [false, true] {
                    let need = FloorPlan.need(floor: floor, sequence: sequence, isKnown: isKnown)
                    #expect(need == Self.ruled(floor, sequence, isKnown))
                    for accepting in Self.acceptances {
                        let used = try? FloorPlan.judge(
                            "shop", floor: floor, sequence: sequence, isKnown: isKnown, accepting: accepting)
                        let isFree = need.map(accepting.contains) ?? true
                        #expect(used == (isFree ? [need].compactMap(\.self) : nil))
                    }
                }
            }
        }
    }

    private static func ruled(_ floor: Int?, _ sequence: Int?, _ isKnown: Bool) -> Acceptance? {
        switch (floor, sequence) {
        case (_, nil): return nil
        case (nil, let sequence?): return sequence > 1_000_000 ? .ahead : nil
        case (let floor?, let sequence?):
            if sequence < floor { return isKnown ? nil : .older }
            return sequence > floor + 1_000_000 ? .ahead : nil
        }
    }

    private func refusal(_ floor: Int?, _ sequence: Int, _ accepting: Set<Acceptance> = []) -> Refusal? {
        #expect(throws: Refusal.self) {
            try FloorPlan.judge("shop", floor: floor, sequence: sequence, isKnown: false, accepting: accepting)
        }
    }

    @Test func aRefusalNamesBothNumbersAndTheWayOut() {
        let older = refusal(17, 12, [.ahead, .unsigned, .unknownKey])
        #expect(older?.code == .badInput)
        #expect(
            older?.sentence
                == "the bundle is refused: its sequence 12 is below 17, the highest that shop has had here")
        #expect(older?.hint == "deploy a later release; to let it pass once: deploy --accept older")
        let ahead = refusal(17, 2_000_000, [.older])
        #expect(ahead?.code == .badInput)
        #expect(ahead?.sentence.contains("sequence 2000000 is more than 1000000 beyond 17") == true)
        #expect(ahead?.hint?.hasSuffix("deploy --accept ahead") == true)
        #expect(refusal(nil, 1_000_001)?.sentence.hasSuffix("beyond 0, for shop has had none here") == true)
    }

    @Test func onlyATrustedKeyRaisesIt() {
        func next(_ floor: Int?, _ sequence: Int?, _ accepted: [Acceptance] = []) -> Int? {
            FloorPlan.next(
                floor: floor,
                trust: ReleaseTrust(key: "0123456789ABCDEF", keyName: "k", sequence: sequence, accepted: accepted))
        }
        #expect(next(nil, 3) == 3 && next(3, 5) == 5)
        #expect(next(5, 3) == 5 && next(5, 5) == 5)
        #expect(next(5, nil, [.unsigned]) == 5 && next(nil, nil, [.unsigned]) == nil)
        #expect(next(5, 9, [.unknownKey]) == 5)
        #expect(next(5, 5_000_000, [.ahead]) == 5 && next(5, 5_000_000) == 5 && next(nil, 1_000_001) == nil)
    }
}
