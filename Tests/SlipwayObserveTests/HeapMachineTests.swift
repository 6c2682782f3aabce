import SlipwayObserve
import Testing

@Suite struct HeapMachineTests {
    private func looked(_ sights: [VMSight?]) throws -> (HeapMachine, VMSight) {
        var machine = HeapMachine()
        for sight in sights { machine.apply(try #require(sight)) }
        return (machine, try #require(sights.last ?? nil))
    }

    private func words(_ sights: [VMSight?], above: Int = 90) throws -> String {
        let (machine, last) = try looked(sights)
        let (verdict, detail) = machine.judgement(last, above: above)
        return "\(verdict.rawValue): \(detail)"
    }

    @Test func aFullHeapIsNoFaultBeforeItWasCollected() throws {
        #expect(try words([VMSamples.parallel(old: 99)]) == "pass: heap 99 % in use, no full collection yet")
    }

    @Test func whatAFullCollectionLeavesIsJudged() throws {
        let leaking = try VMSamples.parallel(old: 98, full: 3, fullExit: 50)
        #expect(try words([leaking]) == "fail: heap 98 % after collection")
        #expect(try words([leaking], above: 98) == "pass: heap 98 % after collection")
    }

    @Test func whatHasComeSinceIsNotWhatStays() throws {
        let after = try VMSamples.parallel(old: 20, full: 3, fullExit: 50)
        let later = try VMSamples.parallel(old: 99, full: 3, fullExit: 50, youngExit: 60)
        #expect(try words([after, later]) == "pass: heap 20 % after collection")
    }

    @Test func whatIsFreeByNowDoesNotStay() throws {
        let after = try VMSamples.parallel(old: 98, full: 3, fullExit: 50)
        let later = try VMSamples.parallel(old: 40, full: 4, fullExit: 55, youngExit: 60)
        #expect(try words([after, later]) == "pass: heap 40 % after collection")
    }

    @Test func aLeakThatIsNeverSeenRightAfterACollectionIsFoundAllTheSame() throws {
        let looks = try (1...4).map { number in
            try VMSamples.parallel(
                old: 94 + Int64(number), full: Int64(number), fullExit: Int64(number) * 10,
                youngExit: Int64(number) * 10 + 5)
        }
        #expect(try words(Array(looks[..<3])) == "pass: heap 97 % in use, no full collection yet")
        #expect(try words(looks) == "fail: heap 96 % after collection")
    }

    @Test func oneLookOfSeveralAtAnEmptyHeapAcquits() throws {
        let used: [Int64] = [99, 99, 30, 99, 99]
        let looks = try used.enumerated().map { index, old in
            try VMSamples.parallel(
                old: old, full: Int64(index), fullExit: Int64(index) * 10, youngExit: Int64(index) * 10 + 5)
        }
        #expect(try words(looks) == "pass: heap 30 % after collection")
    }

    @Test func concurrentCyclesCountAsCollections() throws {
        let looks = try (1...4).map { try VMSamples.concurrent(used: 97, cycles: Int64($0)) }
        #expect(try words(looks) == "fail: heap 97 % after collection")
        let (machine, _) = try looked([looks[0], looks[0], looks[0]])
        #expect(machine.afterCollection == nil)
    }

    @Test func numbersThatCannotBeDoNotTrap() throws {
        let sight = try VMSamples.parallel(old: .max, eden: .max, full: .max, fullExit: .max, young: .max)
        #expect(try words([sight]) == "fail: heap 100 % after collection")
        #expect(try VMSamples.parallel(old: .min, full: .min, fullExit: .min) != nil)
    }
}

@Suite struct CollectorMachineTests {
    private func share(_ looks: [(at: Int64, VMSight?)]) throws -> String {
        var machine = CollectorMachine()
        for (at, sight) in looks { machine.apply(try #require(sight), at: at) }
        let (verdict, detail) = machine.judgement(above: 50)
        return "\(verdict.rawValue): \(detail)"
    }

    @Test func theShareIsOfTheTimeBetweenTwoLooks() throws {
        let first = try VMSamples.parallel(old: 1, milliseconds: 5000)
        #expect(try share([(0, first)]) == "no data: the collector's share of the time shows at the next look")
        let calm = try VMSamples.parallel(old: 1, milliseconds: 5200)
        #expect(try share([(0, first), (10_000, calm)]) == "pass: collector 2 % of the time")
        let busy = try VMSamples.parallel(old: 1, milliseconds: 14_700)
        #expect(try share([(0, first), (10_000, busy)]) == "fail: collector 97 % of the time")
    }

    @Test(arguments: [Int64.min, .max]) func timesThatCannotBeDoNotTrap(time: Int64) throws {
        let one = try #require(try VMSamples.parallel(old: 1, milliseconds: time))
        let other = try #require(try VMSamples.parallel(old: 1, milliseconds: -1 - time))
        #expect(try share([(0, one), (10_000, other), (20_000, one)]).contains("collector "))
    }

    @Test func looksThatAreTooCloseTellNothingNew() throws {
        let first = try VMSamples.parallel(old: 1, milliseconds: 0)
        let busy = try VMSamples.parallel(old: 1, milliseconds: 9000)
        let next = try VMSamples.parallel(old: 1, milliseconds: 9100)
        #expect(
            try share([(0, first), (10_000, busy), (10_100, next)]) == "fail: collector 90 % of the time")
    }

    @Test func aCollectionThatLastsFromLookToLookTakesAllTheTime() throws {
        var stuck = try #require(try VMSamples.parallel(old: 1, milliseconds: 5000))
        stuck.current = 77
        #expect(try share([(0, stuck), (10_000, stuck)]) == "fail: collector 100 % of the time")
    }
}
