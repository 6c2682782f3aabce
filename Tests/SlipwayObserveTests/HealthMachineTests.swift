import SlipwayModel
import SlipwayObserve
import Testing

@Suite struct HealthMachineTests {
    private static let verdicts: [ProbeResult.Verdict] = [.pass, .fail, .noData]

    /// Every history of up to eight asks against the plain definition: what does not count is left out of the row, and
    /// as many of one kind at its end as the threshold says decide.
    @Test(arguments: [1, 2, 3], [HealthCheck.Silence.fail, .ignore])
    func everyHistoryMeansWhatItSays(threshold: Int, silence: HealthCheck.Silence) {
        for length in 0...8 {
            let count = (0..<length).reduce(1) { product, _ in product * 3 }
            for number in 0..<count {
                var history: [ProbeResult.Verdict] = []
                var rest = number
                for _ in 0..<length {
                    history.append(Self.verdicts[rest % 3])
                    rest /= 3
                }
                var machine = HealthMachine(threshold: threshold, silence: silence)
                for verdict in history { machine.apply(verdict) }
                let counted = history.filter { $0 != .noData || silence == .fail }.map { $0 == .pass }
                let row = counted.suffix(threshold)
                let isWhole = row.count == threshold
                #expect(machine.isCondemned == (isWhole && !row.contains(true)), "\(history)")
                let isUnheard = silence == .ignore && counted.isEmpty
                #expect(machine.isAcquitted == (isUnheard || isWhole && !row.contains(false)), "\(history)")
                #expect(machine.isSilent == !history.contains { $0 != .noData }, "\(history)")
            }
        }
    }
}
