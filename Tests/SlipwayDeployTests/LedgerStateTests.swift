import SlipwayDeploy
import SlipwayModel
import Testing

@Suite struct LedgerStateTests {
    @Test func aCommittedDeployIsCurrentGoodAndKeepsTheOldOneWarm() {
        let it = state(committed(transaction(1, to: 1, from: nil)) + committed(transaction(2, to: 2, from: 1)))
        #expect(it.current == 2)
        #expect(it.warm == 1)
        #expect(it.generations[2]?.standing == .good)
        #expect(it.rollbackTarget == 1)
        #expect(
            SlotPlan.slots(it) == [Want.Slot(generation: 2, state: .live), Want.Slot(generation: 1, state: .parked)])
    }

    @Test func aRevertedDeployIsBadAndChangesNothingElse() {
        let first = committed(transaction(1, to: 1, from: nil))
        let failing = transaction(2, to: 2, from: 1)
        var events: [LedgerEvent] = first + [.begun(transaction: failing)]
        var machine = SwitchMachine(ladder: failing.ladder)
        while let action = machine.next {
            let event: SwitchMachine.Event =
                switch action {
                case .perform(.gate): .failed(rung: .gate, reason: "it is ill")
                case .perform(let rung): .done(rung: rung)
                case .undo(let rung): .undone(rung: rung)
                }
            machine.apply(event)
            events.append(.step(transaction: 2, event: event))
        }
        let it = state(events)
        #expect(it.current == 1)
        #expect(it.open == nil)
        #expect(it.generations[2]?.standing == .bad)
        #expect(it.generations[2]?.reason == "it is ill")
        #expect(it.rollbackTarget == nil)
        #expect(SlotPlan.slots(it) == [Want.Slot(generation: 1, state: .live)])
    }

    /// A release is condemned for its own faults only: not for a full disk, nor for somebody's wish.
    @Test(arguments: [
        (SwitchMachine.Blame?.some(.release), true), (.some(.node), false), (.some(.person), false), (nil, true),
    ])
    func onlyAFaultOfItsOwnCondemnsARelease(_ blame: SwitchMachine.Blame?, _ isCondemned: Bool) {
        let failing = transaction(2, to: 2, from: 1)
        var events = committed(transaction(1, to: 1, from: nil)) + [.begun(transaction: failing)]
        let rungs = failing.ladder.prefix { $0 != .gate } + [.gate]
        events += rungs.dropLast().map { .step(transaction: 2, event: .done(rung: $0)) }
        events.append(.step(transaction: 2, event: .failed(rung: .gate, reason: "ill", blame: blame)))
        events += rungs.reversed().map { .step(transaction: 2, event: .undone(rung: $0)) }
        let after = state(events)
        #expect(after.generations[2]?.standing == .bad)
        #expect((after.condemned(failing.digest, failing.configuration) != nil) == isCondemned)
        #expect(after.condemned(failing.digest, Configuration(overrides: ["a": "b"])) == nil)
        #expect(after.condemned(digest(1), Configuration()) == nil)
        // Tried again by force and found well, it is no longer.
        var again = transaction(3, to: 3, from: 1)
        again.digest = failing.digest
        #expect(state(events + committed(again)).condemned(failing.digest, failing.configuration) == nil)
    }

    /// A forced try that the node has spoiled says nothing for the release.
    @Test func aFaultOfTheNodeDoesNotAcquit() {
        func failed(_ id: Int, _ blame: SwitchMachine.Blame) -> [LedgerEvent] {
            var transaction = transaction(id, to: id, from: 1)
            transaction.digest = digest(9)
            let rung = transaction.ladder[0]
            return [
                .begun(transaction: transaction),
                .step(transaction: id, event: .failed(rung: rung, reason: "try \(id)", blame: blame)),
                .step(transaction: id, event: .undone(rung: rung)),
            ]
        }
        let events = committed(transaction(1, to: 1, from: nil)) + failed(2, .release) + failed(3, .node)
        #expect(state(events).condemned(digest(9), Configuration())?.reason == "try 2")
        #expect(state(events + failed(4, .release)).condemned(digest(9), Configuration())?.number == 4)
        let gone = state(events + [.undeployed(by: "ann", purge: false)])
        #expect(gone.condemned(digest(9), Configuration()) == nil)
    }

    @Test func aGenerationMadeWhileStoppedIsGoodOnceItHasStartedWell() {
        var events = committed(transaction(1, to: 1, from: nil)) + [.wished(wish: .stopped, by: "ann")]
        events += committed(transaction(2, to: 2, from: 1, kind: .configure, ran: false))
        #expect(state(events).generations[2]?.standing == .staged)
        events.append(.proved(generation: 2))
        #expect(state(events).generations[2]?.standing == .good)
        let on = committed(transaction(3, to: 3, from: 2))
        #expect(state(events + on).rollbackTarget == 2)
    }

    @Test func aFirstDeployThatIsTakenBackLeavesNothingDeployed() {
        let first = transaction(1, to: 1, from: nil)
        let rung = first.ladder[0]
        let failed: [LedgerEvent] = [
            .begun(transaction: first), .step(transaction: 1, event: .failed(rung: rung, reason: "ill")),
        ]
        #expect(!LedgerState().isDeployed)
        #expect(state(failed).isDeployed)
        #expect(!state(failed + [.step(transaction: 1, event: .undone(rung: rung))]).isDeployed)
        // One that a person has to look at is there to be looked at.
        #expect(state(failed + [.step(transaction: 1, event: .undoFailed(rung: rung, reason: "no"))]).isDeployed)
        let good = committed(first)
        #expect(state(good).isDeployed)
        #expect(!state(good + [.undeployed(by: "ann", purge: false)]).isDeployed)
    }

    @Test func rollingBackTwiceGoesBackTwo() {
        var events =
            committed(transaction(1, to: 1, from: nil)) + committed(transaction(2, to: 2, from: 1))
            + committed(transaction(3, to: 3, from: 2))
        #expect(state(events).rollbackTarget == 2)
        events += committed(transaction(4, to: 2, from: 3, kind: .rollback))
        #expect(state(events).current == 2)
        #expect(state(events).warm == 3)
        #expect(state(events).rollbackTarget == 1)
        events += committed(transaction(5, to: 1, from: 2, kind: .rollback))
        #expect(state(events).current == 1)
        #expect(state(events).rollbackTarget == nil)
        #expect(state(events).lastGeneration == 3)
    }

    @Test func aRollbackNeverAimsAtWhatPeopleHaveLeft() {
        // 2 was left for 1, and 3 deployed on top of 1: back from 3 is 1, which is warm as well.
        let it = state(
            committed(transaction(1, to: 1, from: nil)) + committed(transaction(2, to: 2, from: 1))
                + committed(transaction(3, to: 1, from: 2, kind: .rollback)) + committed(transaction(4, to: 3, from: 1))
        )
        #expect(it.rollbackTarget == 1)
        #expect(it.warm == 1)
    }

    @Test func anOperatorsStopIsKeptAndLetsTheWarmOneGo() {
        let events = committed(transaction(1, to: 1, from: nil)) + committed(transaction(2, to: 2, from: 1))
        let it = state(events + [.wished(wish: .stopped, by: "eve")])
        #expect(it.wish == .stopped)
        #expect(it.warm == nil)
        #expect(SlotPlan.slots(it).isEmpty)
    }

    @Test func aHandoverKeepsNothingWarm() {
        let it = state(
            committed(transaction(1, to: 1, from: nil)) + committed(transaction(2, to: 2, from: 1, mode: .handover)))
        #expect(it.warm == nil)
        #expect(it.lastMode == .handover)
    }

    @Test func aThirdGenerationNeverRunsBesideTwo() {
        let events = committed(transaction(1, to: 1, from: nil)) + committed(transaction(2, to: 2, from: 1))
        let it = state(events + [.begun(transaction: transaction(3, to: 3, from: 2))])
        #expect(it.warm == nil)
        #expect(it.open?.transaction.generation == 3)
    }

    /// A release is known while the app is here, also when retention has removed it; one that failed never was.
    @Test func whatHasBeenGoodIsKnownUntilTheAppGoes() {
        let first = committed(transaction(1, to: 1, from: nil))
        let second = committed(transaction(2, to: 2, from: 1))
        let failing: [LedgerEvent] = [
            .begun(transaction: transaction(3, to: 3, from: 2)),
            .step(transaction: 3, event: .failed(rung: .install, reason: "no room")),
            .step(transaction: 3, event: .undone(rung: .install)),
        ]
        let all = first + second + [.retired(generation: 1)] + failing
        #expect(state(all).known == [digest(1), digest(2)])
        #expect(state(all + [.undeployed(by: "ann", purge: false)]).known == [])
    }

    @Test func whatWasLetPassGoesWithTheGenerationAndItsConfigurations() {
        var accepted = transaction(2, to: 2, from: 1)
        accepted.accepted = [.older]
        let plain = committed(transaction(1, to: 1, from: nil))
        let it = state(
            plain + committed(accepted) + committed(transaction(3, to: 3, from: 2, kind: .configure))
                + committed(transaction(4, to: 4, from: 3)))
        let grant = LedgerState.Grant(accepted: [.older], by: "tester", at: 0)
        #expect(it.generations[1]?.grant == nil)
        #expect(it.generations[2]?.grant == grant)
        #expect(it.generations[3]?.grant == grant)
        #expect(it.generations[4]?.grant == nil)
    }
}
