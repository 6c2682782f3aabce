import SlipwayObserve
import Testing

@Suite struct TrialMachineTests {
    @Test func aGatePassesAfterAsManyPassesAsFailuresWouldCondemn() {
        var gate = TrialMachine(kind: .gate, checks: [HealthMachine(threshold: 3)], windowEnd: 0, deadline: 1000)
        for time in 1...2 {
            gate.apply(.probed(check: 0, .pass, detail: ""), at: Int64(time))
            #expect(gate.verdict == nil)
        }
        gate.apply(.probed(check: 0, .pass, detail: ""), at: 3)
        #expect(gate.verdict == .passed)
    }

    @Test func aFailureAtTheGateBeginsTheCountAnew() {
        var gate = TrialMachine(kind: .gate, checks: [HealthMachine(threshold: 2)], windowEnd: 0, deadline: 1000)
        gate.apply(.probed(check: 0, .pass, detail: ""), at: 1)
        gate.apply(.probed(check: 0, .fail, detail: "answered 503"), at: 2)
        gate.apply(.probed(check: 0, .pass, detail: ""), at: 3)
        #expect(gate.verdict == nil)
        gate.apply(.tick, at: 1000)
        #expect(gate.verdict == .failed(reason: "not healthy when the time was up: answered 503"))
    }

    @Test func aTrialIsLostAtTheFirstCondemnedCheck() {
        var trial = TrialMachine(
            kind: .trial, checks: [HealthMachine(threshold: 1), HealthMachine(threshold: 2)], windowEnd: 500,
            deadline: 900)
        trial.apply(.probed(check: 1, .fail, detail: "slow"), at: 1)
        #expect(trial.verdict == nil)
        trial.apply(.probed(check: 1, .fail, detail: "slow"), at: 2)
        #expect(trial.verdict == .failed(reason: "slow, 2 times in a row"))
    }

    @Test func aDeathEndsEitherAtOnce() {
        for kind in [TrialMachine.Kind.gate, .trial] {
            var machine = TrialMachine(kind: kind, checks: [HealthMachine(threshold: 1)], windowEnd: 500, deadline: 900)
            machine.apply(.died(reason: "signal 9"), at: 1)
            #expect(machine.verdict == .failed(reason: "signal 9"))
        }
    }

    /// Every history of passes, failures and ticks, eight long, one check with threshold 2, window 4, deadline 8.
    @Test func everyHistoryObeysTheRules() {
        let events: [TrialMachine.Event] = [
            .probed(check: 0, .pass, detail: ""), .probed(check: 0, .fail, detail: "f"), .tick,
        ]
        for kind in [TrialMachine.Kind.gate, .trial] {
            for number in 0..<6561 {
                var machine = TrialMachine(kind: kind, checks: [HealthMachine(threshold: 2)], windowEnd: 4, deadline: 8)
                var rest = number
                var time: Int64 = 0
                var row: [Bool] = []
                while machine.verdict == nil, time < 8 {
                    time += 1
                    let event = events[rest % 3]
                    rest /= 3
                    if case .probed(_, let verdict, _) = event { row.append(verdict == .pass) }
                    machine.apply(event, at: time)
                }
                let lastTwo = row.suffix(2)
                switch machine.verdict {
                case .passed:
                    #expect(lastTwo.count == 2 && lastTwo.allSatisfy { $0 })
                    if kind == .trial { #expect(time >= 4) }
                case .failed:
                    let condemned = lastTwo.count == 2 && lastTwo.allSatisfy { !$0 }
                    #expect(time >= 8 || (kind == .trial && condemned))
                case nil: #expect(rest >= 0 && time == 8 && kind == .gate ? row.count < 8 : true)
                }
            }
        }
    }
}
