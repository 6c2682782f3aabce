import SlipwayModel
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

    @Test func oneFailureThatCondemnsIsNotCounted() {
        var trial = TrialMachine(kind: .trial, checks: [HealthMachine(threshold: 1)], windowEnd: 500, deadline: 900)
        trial.apply(.probed(check: 0, .fail, detail: "jvm deadlock"), at: 1)
        #expect(trial.verdict == .failed(reason: "jvm deadlock"))
    }

    @Test(arguments: [HealthCheck.Silence.fail, .ignore])
    func everyHistoryObeysTheRules(_ silence: HealthCheck.Silence) {
        for kind in [TrialMachine.Kind.gate, .trial] {
            for number in 0..<65_536 { follow(number, kind, silence) }
        }
    }

    /// One history of passes, failures, silence and ticks, eight long, one check with threshold 2, window 4, deadline 8.
    private func follow(_ number: Int, _ kind: TrialMachine.Kind, _ silence: HealthCheck.Silence) {
        let events: [TrialMachine.Event] = [
            .probed(check: 0, .pass, detail: ""), .probed(check: 0, .fail, detail: "f"),
            .probed(check: 0, .noData, detail: "n"), .tick,
        ]
        let check = HealthMachine(threshold: 2, silence: silence)
        var machine = TrialMachine(kind: kind, checks: [check], windowEnd: 4, deadline: 8)
        var row: [Bool] = []
        var rest = number
        for time in 1...8 {
            let event = events[rest % 4]
            rest /= 4
            if case .probed(_, let verdict, _) = event, verdict != .noData || silence == .fail {
                row.append(verdict == .pass)
            }
            machine.apply(event, at: Int64(time))
            let last = row.suffix(2)
            let isAcquitted = last == [true, true] || (row.isEmpty && silence == .ignore)
            let isLost: Bool
            if case .probed = event { isLost = kind == .trial && last == [false, false] } else { isLost = false }
            let isWon = isAcquitted && (kind == .gate || time >= 4) && !isLost
            switch machine.verdict {
            case .passed: #expect(isWon, "\(number)")
            case .failed: #expect(isLost || (time == 8 && !isAcquitted), "\(number)")
            case nil: #expect(!isWon && !isLost && time < 8, "\(number)")
            }
            if machine.verdict != nil { return }
        }
    }
}
