import SlipwayDeploy
import SlipwayModel
import Testing

/// Every history of every ladder: at each step the rung succeeds or fails, each undo succeeds or fails.
@Suite struct SwitchMachineTests {
    static let ladders: [[SwitchMachine.Rung]] = [
        transaction(1, to: 2, from: 1).ladder,
        transaction(1, to: 1, from: nil).ladder,
        transaction(1, to: 2, from: 1, mode: .handover).ladder,
        transaction(1, to: 1, from: 2, kind: .rollback).ladder,
        transaction(1, to: 1, from: 2, kind: .rollback, mode: .handover).ladder,
        transaction(1, to: 3, from: 2, kind: .configure).ladder,
        transaction(1, to: 3, from: 2, kind: .configure, mode: .stopStart).ladder,
        transaction(1, to: 3, from: 2, kind: .configure, ran: false).ladder,
        transaction(1, to: 2, from: 1, steps: [.beforeAdmit]).ladder,
        transaction(1, to: 3, from: 2, kind: .configure, mode: .handover, steps: SwitchStep.Moment.allCases).ladder,
    ]

    /// All histories of a ladder, each with its events, as far as its end.
    static func histories(_ ladder: [SwitchMachine.Rung]) -> [[SwitchMachine.Event]] {
        var finished: [[SwitchMachine.Event]] = []
        func go(_ machine: SwitchMachine, _ events: [SwitchMachine.Event]) {
            guard let action = machine.next else {
                finished.append(events)
                return
            }
            let answers: [SwitchMachine.Event] =
                switch action {
                case .perform(let rung): [.done(rung: rung), .failed(rung: rung, reason: "f")]
                case .undo(let rung): [.undone(rung: rung), .undoFailed(rung: rung, reason: "u")]
                }
            for answer in answers {
                var next = machine
                next.apply(answer)
                go(next, events + [answer])
            }
        }
        go(SwitchMachine(ladder: ladder), [])
        return finished
    }

    @Test(arguments: ladders)
    func everyHistoryEndsWithAnOutcome(_ ladder: [SwitchMachine.Rung]) {
        let all = Self.histories(ladder)
        // One way up; for each rung that may fail, its undos either all work or stop at one of them. An undo of a step
        // of the release's own has both endings, and the way back goes on after each.
        var down = 1
        var ways = 1
        for rung in ladder {
            if case .step = rung { down *= 2 } else { down += 1 }
            ways += down
        }
        #expect(all.count == ways)
        for events in all {
            let machine = events.reduce(into: SwitchMachine(ladder: ladder)) { $0.apply($1) }
            #expect(machine.outcome != nil)
            #expect(machine.next == nil)
        }
    }

    @Test(arguments: ladders)
    func aFailureUndoesEveryRungThatWasReachedInReverse(_ ladder: [SwitchMachine.Rung]) {
        for events in Self.histories(ladder) {
            var climbed: [SwitchMachine.Rung] = []
            var undone: [SwitchMachine.Rung] = []
            for event in events {
                switch event {
                case .done(let rung), .failed(let rung, _, _): climbed.append(rung)
                case .undone(let rung), .undoFailed(let rung, _): undone.append(rung)
                }
            }
            #expect(undone == Array(climbed.reversed().prefix(undone.count)))
            let machine = events.reduce(into: SwitchMachine(ladder: ladder)) { $0.apply($1) }
            if case .reverted = machine.outcome { #expect(undone.count == climbed.count) }
            if case .committed = machine.outcome { #expect(undone.isEmpty && climbed == ladder) }
        }
    }

    @Test(arguments: ladders)
    func replayingAnyPrefixGivesTheSameNextStep(_ ladder: [SwitchMachine.Rung]) {
        for events in Self.histories(ladder) {
            var live = SwitchMachine(ladder: ladder)
            for (index, event) in events.enumerated() {
                let replayed = events.prefix(index).reduce(into: SwitchMachine(ladder: ladder)) { $0.apply($1) }
                #expect(replayed == live)
                live.apply(event)
                // The same event written twice by a crash between write and apply changes nothing.
                var twice = live
                twice.apply(event)
                #expect(twice == live)
            }
        }
    }

    @Test(arguments: ladders)
    func exactlyOneGenerationIsLiveOrWaitsToBe(_ ladder: [SwitchMachine.Rung]) {
        let mode: SwitchPolicy.Mode = ladder.contains(.yield) ? .handover : .overlap
        let kind: Transaction.Kind = ladder.contains(.install) ? .deploy : .rollback
        let subject = transaction(1, to: 7, from: 3, kind: kind, mode: mode)
        guard subject.ladder == ladder else { return }
        for events in Self.histories(ladder) {
            var machine = SwitchMachine(ladder: ladder)
            for event in events {
                let slots = SlotPlan.slots(subject, machine)
                let live = slots.filter { $0.state == .live }
                #expect(live.count <= 1)
                if mode == .overlap, machine.outcome == nil { #expect(live.count == 1) }
                // The new one is live only between admit and a return.
                if live.first?.generation == 7 { #expect(machine.reaches(.admit)) }
                #expect(Set(slots.map(\.generation)).count == slots.count)
                machine.apply(event)
            }
        }
    }

    @Test func stepsOfTheReleaseStandWhereTheySay() {
        let all = transaction(1, to: 2, from: 1, mode: .handover, steps: SwitchStep.Moment.allCases.reversed()).ladder
        #expect(
            all == [
                .install, .create, .yield, .step(4), .start, .gate, .step(3), .admit, .point, .step(2), .trial,
                .step(1), .commit,
            ])
        let back = transaction(1, to: 1, from: 2, kind: .rollback, steps: [.beforeAdmit]).ladder
        #expect(!back.contains(.step(1)))
        #expect(
            transaction(1, to: 3, from: 2, kind: .configure, ran: false, steps: [.beforeAdmit]).ladder
                == [.create, .point, .commit])
    }

    /// A database that stays migrated is no reason to leave nobody serving.
    @Test func aStepThatCannotBeTakenBackDoesNotEndTheWayBack() {
        let ladder = transaction(1, to: 2, from: 1, steps: [.beforeAdmit]).ladder
        var machine = SwitchMachine(ladder: ladder)
        for rung in ladder.prefix(while: { $0 != .trial }) { machine.apply(.done(rung: rung)) }
        machine.apply(.failed(rung: .trial, reason: "it is ill", blame: .release))
        while case .undo(let rung) = machine.next {
            machine.apply(rung.isCommon ? .undone(rung: rung) : .undoFailed(rung: rung, reason: "no"))
        }
        #expect(machine.outcome == .stuck(reason: "it is ill; then undoing step 1 failed: no"))
        #expect(!machine.reaches(.create))
    }

    @Test func everyRungIsWrittenAndReadAsItsName() throws {
        for rung in SwitchMachine.Rung.common + [.step(1), .step(12)] {
            #expect(SwitchMachine.Rung(rawValue: rung.rawValue) == rung)
        }
        for name in ["", "step", "step 0", "step -1", "step x", "nothing"] {
            #expect(SwitchMachine.Rung(rawValue: name) == nil)
        }
    }

    @Test func recoveryLosesOnlyWhatNeededTheClient() {
        for rung in SwitchMachine.Rung.common + [.step(1), .step(12)] {
            let isLost =
                switch rung {
                case .install, .step: true
                case .create, .yield, .start, .gate, .admit, .point, .trial, .commit: false
                }
            #expect((Recovery.event(for: .forward(rung)) != nil) == isLost)
            #expect(Recovery.event(for: .back(rung, reason: "r")) == nil)
        }
    }
}

extension SwitchMachine.Rung {
    fileprivate var isCommon: Bool { Self.common.contains(self) }
}
